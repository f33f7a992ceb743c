"""`python -m bench [PART …]`: measure and write docs/benchmarks.md and a page per part below docs/benchmarks/."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench import cluster, growth, page, parts, volume
from bench.planning import planning

DOCS = parts.PROJECT / "docs"
PARTS = ("malam", "kota", "riwayat", "klaster")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"{', '.join(PARTS)}; bawaan: semua")
    parser.add_argument("--quick", action="store_true", help="hanya malam kota contoh, tanpa klon; hanya mencetak")
    parser.add_argument("--scale", default="kecil", help="ukuran kota contoh (bawaan kecil)")
    parser.add_argument("--city", type=float, default=0.1, help="bagian kota-setahun: 1 = 52 juta pembacaan")
    parser.add_argument("--only", nargs="*", default=list(volume.NAMES), help="peserta kota-setahun")
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 8, 31))
    parser.add_argument("--date", type=date.fromisoformat, default=date.today(), help="tanggal di halaman")
    parser.add_argument("--folder", type=Path, help="tempat kerja; bawaan: folder sementara")
    chosen = parser.parse_args()
    if unknown := set(chosen.part) - set(PARTS):
        parser.error(f"bagian tidak dikenal: {', '.join(sorted(unknown))}; yang ada: {', '.join(PARTS)}")
    wanted = ("malam",) if chosen.quick else tuple(chosen.part) or PARTS
    make: dict[str, Callable[[argparse.Namespace, Path], None]] = {
        "malam": _nights,
        "kota": _city,
        "riwayat": _history,
        "klaster": _cluster,
    }
    with tempfile.TemporaryDirectory(prefix="lumbung-bench-", dir=chosen.folder) as temporary:
        for part in wanted:
            make[part](chosen, Path(temporary))


def _nights(chosen: argparse.Namespace, folder: Path) -> None:
    load, _, _ = os.getloadavg()
    print("» waktu baca folder DAG", flush=True)
    parse = parts.parse_seconds(folder / "baca")
    print("» malam kota contoh", flush=True)
    night = parts.night(folder / "malam", chosen.scale, chosen.until)
    print("» tahun rencana", flush=True)
    usulan, pokir, nights = (3_000, 800, 5) if chosen.quick else (30_000, 8_000, 20)
    planned = planning(folder / "rencana", chosen.until, usulan, pokir, nights)
    clone = None
    if not chosen.quick:
        print("» klon kosong", flush=True)
        clone = parts.clone(folder / "klon")
    rows = page.figures(night, parse, clone, planned)
    print("\n\n".join((page.table(rows), page.steps(night), page.parts_of(planned))))
    if not chosen.quick:
        _write(DOCS / "benchmarks.md", page.render(night, planned, rows, chosen.date, load))


def _city(chosen: argparse.Namespace, folder: Path) -> None:
    print("» kota setahun", flush=True)
    found = volume.volume(folder / "kota-setahun", chosen.city, chosen.until, tuple(chosen.only))
    _page("kota-setahun", "Kota setahun", volume.section(found), chosen.date)


def _history(chosen: argparse.Namespace, folder: Path) -> None:
    print("» sebulan dan lima tahun riwayat", flush=True)
    found = growth.growth(folder / "riwayat", chosen.until, 0.2, 30)
    _page("riwayat", "Malam yang sama sesudah sebulan dan sesudah lima tahun", growth.section(found), chosen.date)


def _cluster(chosen: argparse.Namespace, folder: Path) -> None:
    print("» satu dan dua pekerja", flush=True)
    found = cluster.scaling(folder / "klaster")
    _page("klaster", "Satu dan dua pekerja Spark", cluster.section(found), chosen.date)


def _page(name: str, title: str, body: str, measured: date) -> None:
    about = f"Diukur {measured} di {page.machine()}. Ditulis oleh `python -m bench`; jangan disunting."
    print(body)
    _write(DOCS / "benchmarks" / f"{name}.md", f"# {title}\n\n{about}\n\n{body.strip()}\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"\n{path}")


if __name__ == "__main__":
    main()
