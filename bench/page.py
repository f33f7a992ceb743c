"""The figures as a page for people."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.parts import Clone, Night
from bench.planning import WORKBOOKS, Planning

_STEPS_SHOWN_FROM_S = 0.1


@dataclass(frozen=True)
class Figure:
    """`target` and `value` in `unit`; no target: told for comparison."""

    what: str
    value: float
    unit: str
    target: float | None = None

    def cells(self) -> tuple[str, str, str, str]:
        sign = "" if self.target is None else ("✔" if self.value < self.target else "✘")
        target = "–" if self.target is None else f"< {spell(self.target, self.unit)}"
        return self.what, spell(self.value, self.unit), target, sign


def spell(value: float, unit: str) -> str:
    """`1.234 MB`, `0,08 s`: Indonesian separators, three digits that matter."""
    decimals = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    text = f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return f"{text} {unit}"


def figures(night: Night, parse: float, clone: Clone | None, planning: Planning) -> list[Figure]:
    """Targets are the project's promises to who runs it on a small machine."""
    found = []
    if clone:
        found += [
            Figure("Dari klon kosong sampai laporan (`make run`)", clone.first.seconds, "s", 240),
            Figure("`make run` kedua, tidak ada yang baru", clone.second.seconds, "s", 30),
        ]
    return [
        *found,
        Figure("Malam pertama kota contoh (`lumbung run`)", night.first.seconds, "s", 90),
        Figure("Puncak memori malam itu, semua proses", night.first.peak_mb, "MB", 3000),
        Figure("Malam yang sama sekali lagi, tidak ada yang baru", night.idle.seconds, "s", 30),
        Figure(f"Malam berikutnya, {night.next_rows} baris pengaduan", night.next_day.seconds, "s"),
        Figure("Puncak memori malam berikutnya", night.next_day.peak_mb, "MB"),
        Figure("Tambahan waktu baca folder DAG, median 5", parse, "s", 1),
        Figure("Menulis kota contoh (`lumbung sample`)", night.sample.seconds, "s"),
        Figure(f"Klaster satu tahun rencana, {count(planning.rows)} usulan dan pokir", planning.clusters_s, "s", 60),
        Figure(
            f"Ranah perencanaan, malam ke-{planning.nights}: {count(planning.changed)} baris berubah",
            planning.night_s,
            "s",
            15,
        ),
        Figure(f"`lumbung kua-ppas` ke XLSX, median {WORKBOOKS}", planning.workbook.seconds, "s", 3),
    ]


def count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def machine() -> str:
    """`2 × model, 16 GB, Linux 6.1, Python 3.11.7`."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0))
    system = f"{platform.system()} {platform.release()}"
    model = names[0] if names else platform.machine()
    return f"{cores} × {model}, {memory:.0f} GB, {system}, Python {platform.python_version()}"


def table(rows: list[Figure]) -> str:
    lines = ["| yang diukur | hasil | sasaran | |", "|---|--:|--:|:-:|"]
    lines += ["| " + " | ".join(figure.cells()) + " |" for figure in rows]
    return "\n".join(lines)


def steps(night: Night) -> str:
    lines = ["| langkah | detik |", "|---|--:|"]
    shown = {k: v for k, v in night.steps.items() if v >= _STEPS_SHOWN_FROM_S}
    lines += [f"| `{step}` | {spell(seconds, 's')} |" for step, seconds in shown.items()]
    return "\n".join(lines)


def parts_of(planning: Planning) -> str:
    lines = ["| bagian | detik |", "|---|--:|"]
    lines += [f"| {part} | {spell(seconds, 's')} |" for part, seconds in planning.night.items()]
    return "\n".join(lines)


def render(night: Night, planning: Planning, rows: list[Figure], measured: date, load: float) -> str:
    """`load`: processes that ran on average in the minute before the first measurement."""
    delivered = ", ".join(f"{source} {count:,}".replace(",", ".") for source, count in sorted(night.rows.items()))
    return f"""# Berapa lama, berapa memori

Diukur {measured} di {machine()}; beban mesin sebelum mulai
{spell(load, "").strip()}. Ditulis oleh `python -m bench`; jangan disunting.

{table(rows)}

Kota contoh: baris terkirim per sumber {delivered}, dengan riwayat dua tahun anggaran.
Memori adalah jumlah RSS semua proses malam itu, jadi halaman bersama terhitung lebih dari sekali.
`make run` dari klon kosong termasuk mengunduh paket.

## Langkah malam pertama

{steps(night)}

Langkah di bawah 0,1 s tidak ditulis. Sisa waktu malam adalah Airflow sendiri.

## Satu malam perencanaan

Satu tahun rencana {count(planning.rows)} baris, {planning.nights} ekspor penuh; malam terakhir
{count(planning.changed)} baris berubah. Semua malam sebelumnya dimuat sekaligus
dalam {spell(planning.history.seconds, "s")} (puncak memori
{spell(planning.history.peak_mb, "MB")}).

{parts_of(planning)}

## Mengulang

Halaman lain: [kota setahun di berbagai mesin](benchmarks/kota-setahun.md), [sebulan dan lima tahun
riwayat](benchmarks/riwayat.md), [satu dan dua pekerja Spark](benchmarks/klaster.md); masing-masing juga sendiri:
`python -m bench kota --city 1`.

`make bench` (lebih dari setengah jam), atau `python -m bench --quick` tanpa klon kosong, yang
hanya mencetak. Tutup program lain dulu: angka ikut naik bila mesin sedang sibuk.
"""
