"""Commands around the night: the synthetic city, the data dictionary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lumbung.errors import UsageError
from lumbung.settings import load


def register(app: typer.Typer) -> None:
    for command in (sample, dictionary):
        app.command()(command)


def sample(
    scale: Annotated[str, typer.Option("--scale", help="kecil, kota, atau pengali (1 = kecil).")] = "kecil",
    seed: Annotated[int, typer.Option("--seed", help="Benih; argumen sama → bita sama.")] = 1,
    until: Annotated[str | None, typer.Option("--until", help="Hari terakhir, YYYY-MM-DD; bawaan: kemarin.")] = None,
    dirt: Annotated[float, typer.Option("--dirt", help="Bagian baris yang sengaja kotor.")] = 0.02,
) -> None:
    """Tulis berkas contoh kedua pemerintah ke landing, lengkap dengan kotoran yang diketahui.

    Contoh: `lumbung sample --scale 0.1 --until 2026-08-31`
    """
    from datetime import timedelta

    from lumbung import sample as city
    from lumbung.cli.nights import parse_night
    from lumbung.cli.tables import number

    settings = load()
    last = parse_night(until, settings) - (timedelta(days=1) if until is None else timedelta())
    size: str | float = scale if scale in city.SCALES else _multiplier(scale)
    truth_path = settings.root / "sample" / "truth.json"
    try:
        truth = city.write(
            settings.landing_dir, truth_path, scale=size, seed=seed, until=last, dirt=dirt, reference=settings.reference
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    files = truth["files"]
    typer.echo(f"{len(files)} berkas sampai {last} di {settings.landing_dir}")
    for source, total in sorted(truth["totals"].items()):
        typer.echo(
            f"  {source:<17} {number(total['files']):>5} berkas {number(total['rows_read']):>8} baris, "
            f"{number(total['rows_quarantined']):>5} ditanam untuk karantina, "
            f"{number(total['rows_duplicate']):>5} duplikat"
        )
    whole = [f for f in files if f["outcome"] != "LOADED"]
    for file in whole:
        typer.echo(f"  {file['outcome']:<10} {file['path']}")
    typer.echo(f"Kebenaran yang ditanam: {truth_path}\nLanjut: lumbung run --date {last}")


def _multiplier(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"--scale {text!r}: kecil, kota, atau angka") from error


def dictionary(
    output: Annotated[Path, typer.Option("-o", "--output", help="Berkas .md")] = Path("docs/kamus-data.md"),
) -> None:
    """Kamus data dari kontrak: setiap sumber, kolom, tipe, kelas data pribadi.

    Contoh: `lumbung dictionary -o docs/kamus-data.md`
    """
    from lumbung.dictionary import render

    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(render(load()), encoding="utf-8")
    typer.echo(str(output))
