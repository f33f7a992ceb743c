"""`python -m bench`: measure and write docs/benchmarks.md; `--quick` only prints, and less."""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import date
from pathlib import Path

from bench import growth, page, parts
from bench.planning import planning


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tanpa klon kosong; hanya mencetak")
    parser.add_argument("--scale", default="kecil", help="ukuran kota contoh (bawaan kecil)")
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 8, 31))
    parser.add_argument("--date", type=date.fromisoformat, default=date.today(), help="tanggal di halaman")
    parser.add_argument("-o", "--output", type=Path, default=parts.PROJECT / "docs" / "benchmarks.md")
    chosen = parser.parse_args()
    load, _, _ = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="lumbung-bench-") as temporary:
        folder = Path(temporary)
        print("» waktu baca folder DAG", flush=True)
        parse = parts.parse_seconds(folder / "baca")
        print("» malam kota contoh", flush=True)
        night = parts.night(folder / "malam", chosen.scale, chosen.until)
        print("» tahun rencana", flush=True)
        usulan, pokir, nights = (3_000, 800, 5) if chosen.quick else (30_000, 8_000, 20)
        planned = planning(folder / "rencana", chosen.until, usulan, pokir, nights)
        clone = grown = None
        if not chosen.quick:
            print("» sebulan dan lima tahun riwayat", flush=True)
            grown = growth.growth(folder / "riwayat", chosen.until, 0.2, 30)
            print("» klon kosong", flush=True)
            clone = parts.clone(folder / "klon")
    rows = page.figures(night, parse, clone, planned)
    print("\n\n".join((page.table(rows), page.steps(night), page.parts_of(planned))))
    if grown:
        text = page.render(night, planned, rows, chosen.date, load) + growth.section(grown)
        print(growth.section(grown))
        chosen.output.write_text(text, encoding="utf-8")
        print(f"\n{chosen.output}")


if __name__ == "__main__":
    main()
