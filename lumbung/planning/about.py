"""What a summary is: title, stage, night, filters, origin. The cover and every export say it alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lumbung.planning.labels import MONTHS
from lumbung.planning.request import Scope
from lumbung.planning.summary import Summary

KINDS = {
    "opd": "Perangkat daerah",
    "urusan": "Urusan",
    "kecamatan": "Kecamatan",
    "asal": "Asal usulan",
}


def long_date(day: date | None) -> str:
    return "–" if day is None else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def government(scope: Scope) -> str:
    return f"Pemerintah {scope.nama_pemda}"


def title(scope: Scope) -> str:
    return f"Ringkasan Masukan KUA-PPAS Tahun Anggaran {scope.tahun}"


def document(summary: Summary) -> str:
    """`Nota kesepakatan, tanggal 14 Agustus 2026`."""
    if summary.document is None:
        return summary.stage
    return f"{summary.stage}, tanggal {long_date(summary.document['tanggal_dokumen'])}"


def night(scope: Scope) -> str:
    return f"Keadaan data sampai malam {long_date(scope.as_of)}"


def filters(scope: Scope) -> str:
    chosen = [
        f"{label}: {', '.join(f'{f.name} ({f.code})' for f in scope.filters if f.kind == kind)}"
        for kind, label in KINDS.items()
        if scope.chosen(kind)
    ]
    return "; ".join(chosen) or "Tanpa saringan"


def filters_short(scope: Scope) -> str:
    chosen = [label.lower() for kind, label in KINDS.items() if scope.chosen(kind)]
    return f"Disaring menurut {', '.join(chosen)} (lihat Sampul)" if chosen else "Tanpa saringan"


def remarks(summary: Summary) -> Iterator[str]:
    """What a reader must know before believing a figure: a stage that stands in, what filters leave whole."""
    scope = summary.scope
    asked = scope.tahap_diminta
    if asked and asked != scope.tahap:
        stand_in = "" if summary.document is None else f"; yang dipakai: {document(summary)}"
        yield f"Dokumen tahap {scope.stages[asked]} belum dikirim{stand_in}."
    if summary.document is None:
        yield "Belum ada dokumen PPAS tahun ini: T1, T2 dan T3 kosong, T4 tanpa plafon."
    else:
        for reason in str(summary.document["alasan"] or "").split(", "):
            if reason:
                yield f"{summary.reasons.get(reason, reason)}."
    if not scope.filters:
        return
    yield "T1 Ringkasan dan Rekonsiliasi tidak disaring: rekening tidak mengenal perangkat daerah atau kecamatan."
    if scope.chosen("opd"):
        yield "Saringan perangkat daerah mengenai T2, T3, T4, Corong, Usulan dan Perlu Perhatian."
    if scope.chosen("urusan"):
        yield (
            "Saringan urusan mengenai T2, T3, T4, Usulan dan Perlu Perhatian. Usulan tanpa sub-kegiatan disaring "
            "menurut bidang urusan yang ditulis pengusul, dan tidak tampak di T4."
        )
    if scope.chosen("kecamatan"):
        yield (
            "Saringan kecamatan mengenai T4, Usulan dan Perlu Perhatian; plafon di T2 dan T3 tetap milik seluruh "
            "wilayah, plafon tanpa lokasi tidak tampak di T4."
        )
    if scope.chosen("asal"):
        yield (
            "Saringan asal mengenai Corong (unik: yang baris utamanya dari asal itu), Usulan (kebutuhan yang juga "
            "diminta lewat asal itu) dan Perlu Perhatian; "
            "T4 hanya memuat hitungan baris dari asal itu; T2 dan T3 tidak disaring."
        )


def population(summary: Summary) -> str:
    """What the amounts per head rest on."""
    return "; ".join(summary.population) or "Belum ada angkanya"


HOW_TO_READ = (
    "Baris adalah usulan sebagaimana diajukan. Unik menghitung satu kebutuhan sekali, walaupun diminta lewat "
    "Musrenbang, pokir dan Sarapan bersama-sama; nilainya nilai baris utama: usulan yang diterima; bila tidak ada, "
    "yang paling jauh tahapnya. Yang dibatalkan atau tidak diajukan, dan aspirasi Sarapan, hanya bila tidak ada yang "
    "lain.",
    "Usulan memuat juga yang tidak diajukan atau dibatalkan, Corong tidak: masuk corong = usulan − yang tidak "
    "diajukan/dibatalkan.",
    "– berarti tidak ada nilainya atau tidak dapat dihitung; 0 berarti nilainya memang nol.",
    "Jumlah dan subjumlah ikut berubah bila tabel disaring di lembar kerja (SUBTOTAL). Semua nilai dalam rupiah penuh.",
)
