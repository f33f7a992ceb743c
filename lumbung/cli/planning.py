"""The planner's command: the KUA-PPAS input summary of a budget year."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lumbung.messages import use
from lumbung.settings import load


def register(app: typer.Typer) -> None:
    app.command("kua-ppas")(kua_ppas)


def kua_ppas(
    tahun: Annotated[int, typer.Option("--tahun", help="Tahun anggaran.")],
    pemda: Annotated[str, typer.Option("--pemda", help="Kode atau nama pemerintah daerah.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Berkas .xlsx, .csv, .parquet atau .json.")],
    opd: Annotated[list[str] | None, typer.Option("--opd", help="Kode atau nama OPD; boleh berulang.")] = None,
    urusan: Annotated[list[str] | None, typer.Option("--urusan", help="Kode urusan; boleh berulang.")] = None,
    kecamatan: Annotated[list[str] | None, typer.Option("--kecamatan", help="Kode atau nama; boleh berulang.")] = None,
    asal: Annotated[list[str] | None, typer.Option("--asal", help="Asal usulan; boleh berulang.")] = None,
    tahap: Annotated[str | None, typer.Option("--tahap", help="Tahap dokumen; bawaan: yang terbaru.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Seperti terbit pada malam itu, YYYY-MM-DD.")] = None,
) -> None:
    """Ringkasan masukan KUA-PPAS satu tahun anggaran: buku kerja, CSV, Parquet atau JSON.

    Contoh: `lumbung kua-ppas --tahun 2027 --pemda 33.74 -o kua-ppas-2027.xlsx`
    """
    settings = load()
    use(settings.language)
    from lumbung.cli.nights import parse_night
    from lumbung.cli.tables import number
    from lumbung.planning import about, exports
    from lumbung.planning.request import Request
    from lumbung.planning.summary import summary
    from lumbung.serve import connect

    exports.check(output)
    request = Request(
        tahun=tahun,
        pemda=pemda,
        opd=opd or (),
        urusan=urusan or (),
        kecamatan=kecamatan or (),
        asal=asal or (),
        tahap=tahap,
    )
    night = None if as_of is None else parse_night(as_of, settings)
    with connect(night, settings) as con:
        found = summary(con, request)
    scope = found.scope
    typer.echo(f"{about.title(scope)}, {scope.nama_pemda}: {about.document(found)}. {about.night(scope)}.")
    for remark in about.remarks(found):
        typer.echo(f"  {remark}")
    if found.unmatched:
        typer.echo(f"  ✘ {found.unmatched} pemeriksaan tidak cocok; lihat Rekonsiliasi.", err=True)
    for path, rows in exports.write(found, output):
        typer.echo(f"  {number(rows):>7} baris → {path}")
