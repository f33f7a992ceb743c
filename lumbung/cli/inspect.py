"""Commands that look: status, quarantine, sql, doctor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from lumbung.errors import EnvironmentProblem, UsageError
from lumbung.settings import Settings, load

quarantine = typer.Typer(help="Baris yang ditolak: lihat, ekspor, lepaskan muatan yang ditahan.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    for command in (status, sql, doctor):
        app.command()(command)
    app.add_typer(quarantine, name="quarantine")


def status(as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False) -> None:
    """Malam terakhir: sumber, baris, pemeriksaan, kebaruan, apa yang terbit.

    Contoh: `lumbung status --json`
    """
    from lumbung.status import collect_status

    facts = collect_status(load())
    if as_json:
        typer.echo(json.dumps(facts, indent=2, ensure_ascii=False, default=str))
        return
    from lumbung.cli.tables import console, rows_table

    if not facts["published"] and not facts["sources"]:
        console.print("Belum ada apa-apa di lake ini. Mulai dengan: lumbung sample, lalu lumbung run")
        return
    published = facts["published"]
    console.print(f"Terbit: {'per ' + published['as_of'] if published else 'belum ada'}   lake: {facts['lake']}")
    headings = ["sumber", "pemda", "berkas", "dibaca", "sah", "karantina", "duplikat", "periode", "kebaruan"]
    keys = [
        "source",
        "kd_pemda",
        "files",
        "rows_read",
        "rows_valid",
        "rows_quarantined",
        "rows_duplicate",
        "periode_terakhir",
        "status",
    ]
    rows_table(headings, ([s[k] for k in keys] for s in facts["sources"]), f"Malam terakhir {facts['night'] or ''}")
    shown: dict[tuple[str, str], int] = {}
    for check in facts["failed_checks"]:
        key = (check["source"], check["name"])
        shown[key] = shown.get(key, 0) + 1
        if shown[key] > 3:  # the same remark about many files is said three times, then counted
            continue
        colour = "red" if check["severity"] == "merah" else "yellow"
        console.print(f"[{colour}]{check['severity'].upper()}[/] {check['source']} {check['name']}", end=" ")
        console.print(check["message"], markup=False)
    for (source, name), count in shown.items():
        if count > 3:
            console.print(f"[dim]… {source} {name}: {count - 3} lagi (lihat `--json`)[/]")
    for held in facts["held"]:
        console.print(
            f"[red]DITAHAN[/] {held['source']} {held['kd_pemda']} {held['file_name']} (--load {held['load_id']})"
        )


def sql(
    query: Annotated[str, typer.Argument(help="Kueri baca.")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="Mart seperti terbit pada malam itu.")] = None,
    format: Annotated[str, typer.Option("--format", help="table, csv, json, parquet")] = "table",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Berkas hasil (wajib untuk parquet).")] = None,
) -> None:
    """Kueri baca-saja atas mart yang terbit.

    Contoh: `lumbung sql "select bulan, sla_pct from mart_pengaduan_bulanan" --format csv`
    """
    import duckdb

    from lumbung.serve import connect

    if format not in ("table", "csv", "json", "parquet"):
        raise UsageError(f"--format {format!r}; yang boleh: table, csv, json, parquet")
    if format == "parquet" and output is None:
        raise UsageError("--format parquet memerlukan -o BERKAS.parquet")
    with connect(_night(as_of)) as con:
        try:
            # The database is read-only, but COPY and EXPORT would still write files. A statement
            # without text is DuckDB's own (PIVOT makes a type first).
            written = [s for s in con.extract_statements(query) if s.query]
            if any(s.type != duckdb.StatementType.SELECT for s in written):
                raise UsageError("hanya kueri baca (SELECT) yang dijalankan; hasil ke berkas dengan --format dan -o")
            relation = con.sql(query)
            if relation is None:
                raise UsageError("kueri kosong")
            if format == "parquet":
                relation.write_parquet(str(output))
                return
            text = _as_text(relation, format)  # the query runs here, and may fail here
        except duckdb.Error as error:
            raise UsageError(f"kueri salah: {error}") from error
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=not text.endswith("\n"))


def _night(text: str | None) -> Any:
    from lumbung.cli.nights import parse_night

    return None if text is None else parse_night(text, load())


def _as_text(relation: Any, format: str) -> str:
    if format == "table":
        return str(relation)
    columns = relation.columns
    rows = relation.fetchall()
    if format == "json":
        return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, default=str)
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()


def _known(source: str | None) -> Settings:
    """The settings, once it is sure that they know the source."""
    from lumbung.cli.nights import chosen_sources

    settings = load()
    chosen_sources(settings, [source] if source else None)
    return settings


@quarantine.command("list")
def quarantine_list(
    source: Annotated[str | None, typer.Option("--source", "-s")] = None,
    all_rows: Annotated[bool, typer.Option("--all", help="Juga yang sudah dilepas atau dibuang.")] = False,
) -> None:
    """Berapa baris per berkas dan alasan.

    Contoh: `lumbung quarantine list -s p3m_aduan`
    """
    from lumbung.cli.tables import rows_table
    from lumbung.quarantine import summary

    found = summary(_known(source), source, all_rows)
    headings = ["sumber", "pemda", "load_id", "berkas", "alasan", "baris", "contoh baris"]
    rows_table(headings, found, "Karantina")


@quarantine.command("show")
def quarantine_show(
    load_id: Annotated[str, typer.Argument(help="load_id dari `quarantine list`.")],
    row: Annotated[int | None, typer.Option("--row", help="Nomor baris data.")] = None,
) -> None:
    """Baris yang ditolak dari satu muatan, data pribadi disamarkan.

    Contoh: `lumbung quarantine show 85b7c0296368ef0e --row 12`
    """
    from lumbung.quarantine import rows

    found = [r for r in rows(load(), None, True) if r["load_id"] == load_id and row in (None, r["row_number"])]
    if not found:
        raise UsageError(f"Tidak ada baris karantina untuk load {load_id} (lihat `lumbung quarantine list`)")
    for item in found:
        typer.echo(f"{item['file_name']} baris {item['row_number']}: {', '.join(item['reasons'])} [{item['status']}]")
        for column, value in json.loads(item["raw"]).items():
            if value is not None:
                typer.echo(f"    {column}: {value}")


@quarantine.command("export")
def quarantine_export(
    output: Annotated[Path, typer.Option("-o", "--output", help="Berkas .csv")],
    source: Annotated[str | None, typer.Option("--source", "-s")] = None,
) -> None:
    """Baris yang ditolak sebagai CSV untuk dibuka di lembar kerja (data pribadi disamarkan).

    Contoh: `lumbung quarantine export -s p3m_aduan -o karantina.csv`
    """
    from lumbung.quarantine import export

    typer.echo(f"{export(_known(source), source, output)} baris → {output}")


@quarantine.command("release")
def quarantine_release(
    load_id: Annotated[str, typer.Option("--load", help="Muatan yang ditahan gerbang 1.")],
    who: Annotated[str, typer.Option("--who", help="Siapa yang memutuskan.", envvar="USER")] = "operator",
    note: Annotated[str, typer.Option("--note", help="Mengapa.")] = "",
) -> None:
    """Lepaskan muatan yang ditahan gerbang 1; malam berikutnya memasukkannya ke silver.

    Contoh: `lumbung quarantine release --load 85b7c0296368ef0e --note "libur panjang"`
    """
    from lumbung.quality.gate1 import release

    try:
        released = release(load(), load_id, who, note)
    except KeyError as error:
        raise UsageError(f"Tidak ada muatan yang ditahan dengan id {load_id}; lihat `lumbung status`") from error
    for item in released:
        typer.echo(f"dilepas: {item.source} {item.kd_pemda} {item.file_name}")
    typer.echo("Masukkan ke silver dan mart dengan: lumbung run")


def doctor() -> None:
    """Versi dan kesehatan: Python, mesin, lake, kunci, kontrak.

    Contoh: `lumbung doctor`
    """
    from lumbung.cli.tables import console
    from lumbung.doctor import examine

    worst = 0
    for finding in examine(load()):
        sign = {0: "[green]✔[/]", 1: "[yellow]○[/]", 2: "[red]✘[/]"}[finding.level]
        console.print(f"{sign} {finding.subject:<14}", end=" ")
        console.print(finding.text, markup=False)
        worst = max(worst, finding.level)
    if worst == 2:
        raise typer.Exit(EnvironmentProblem.exit_code)
