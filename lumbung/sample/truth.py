"""What the lake must find: the fate of every row, file by file, and a few figures of the marts.

Everything is counted from the generator's own state, never from the written files or the lake.
Flags are counted on valid rows only. Files that load nothing have zero rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from lumbung.sample.files import DROPPED, Delivery
from lumbung.sample.sources import SOURCES

_SIGN = {
    "LS": 1, "GU": 1, "GAJI": 1, "BLUD": 1, "BOS": 1, "KOREKSI_DEBET": 1, "KOREKSI_KREDIT": -1,
    "PENGEMBALIAN": -1, "UP": 0, "TU": 0,
}  # fmt: skip
_COUNTS = ("rows_read", "rows_valid", "rows_quarantined", "rows_duplicate")


def arrival_order(files: list[Delivery]) -> list[Delivery]:
    """By instant of delivery, then by name."""
    return sorted(files, key=lambda f: (f.delivered, f.path))


def fates(files: list[Delivery]) -> list[dict[str, Any]]:
    """One record per file, in order of arrival."""
    seen: dict[tuple[str, str], set[tuple[Any, ...]]] = defaultdict(set)
    return [_fate(file, seen[file.source, file.kd_pemda]) for file in arrival_order(files)]


def _fate(file: Delivery, seen: set[tuple[Any, ...]]) -> dict[str, Any]:
    counts = dict.fromkeys(_COUNTS, 0)
    reasons: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    if file.outcome == "LOADED":
        kept = [name for name in file.columns if name not in DROPPED]
        for index, content in enumerate(file.rows(kept)):
            counts["rows_read"] += 1
            if index in file.reasons:
                counts["rows_quarantined"] += 1
                reasons.update(file.reasons[index])
            elif content in seen or index in file.repeats:
                counts["rows_duplicate"] += 1
            else:
                seen.add(content)
                counts["rows_valid"] += 1
                flags.update(file.flags.get(index, ()))
    return {
        "path": file.path,
        "source": file.source,
        "kd_pemda": file.kd_pemda,
        "delivered_at": file.delivered.isoformat(),
        "outcome": file.outcome,
        **counts,
        "reasons": dict(sorted(reasons.items())),
        "flags": dict(sorted(flags.items())),
    }


def totals(records: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Files and row counts per source."""
    found: dict[str, dict[str, int]] = {}
    for record in records:
        total = found.setdefault(record["source"], {"files": 0, **dict.fromkeys(_COUNTS, 0)})
        total["files"] += 1
        for name in _COUNTS:
            total[name] += record[name]
    return dict(sorted(found.items()))


def _kept(files: list[Delivery], source: str, kd_pemda: str) -> list[tuple[Delivery, list[dict[str, Any]]]]:
    """Loaded files of a source in order of arrival, with their rows that were not quarantined."""
    found = []
    for file in arrival_order(files):
        if file.source == source and file.kd_pemda == kd_pemda and file.outcome == "LOADED":
            rows = [file.row(i) for i in range(len(file)) if i not in file.reasons]
            found.append((file, rows))
    return found


def _complaints(files: list[Delivery], kd_pemda: str) -> tuple[dict[str, int], dict[str, int]]:
    """Distinct tickets by month of receipt, and by their newest status."""
    newest: dict[str, dict[str, Any]] = {}
    for _, rows in _kept(files, "p3m_aduan", kd_pemda):
        for row in rows:
            known = newest.get(row["nomor_aduan"])
            if known is None or row["diperbarui"] >= known["diperbarui"]:
                newest[row["nomor_aduan"]] = row
    months = Counter((r["tanggal_terima"] or r["tanggal_masuk"])[:7] for r in newest.values())
    status = Counter(str(r["status"]) for r in newest.values())
    return dict(sorted(months.items())), dict(sorted(status.items()))


def _realisasi(files: list[Delivery], kd_pemda: str) -> dict[str, dict[str, int]]:
    """Spent rupiah by tahun anggaran and office, from the last delivery of every document row."""
    current: dict[tuple[str, int], dict[str, Any]] = {}
    for _, rows in _kept(files, "sipd_sp2d", kd_pemda):
        for row in rows:
            current[row["nomor_sp2d"], row["baris"]] = row
    spent: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in current.values():
        if row["verifikasi"] == "Y" and row["dihapus_pada"] is None:
            spent[str(row["tahun_anggaran"])][row["kode_skpd"]] += _SIGN[row["jenis"]] * row["nilai"]
    return {tahun: dict(sorted(by_office.items())) for tahun, by_office in sorted(spent.items())}


def _in_force(files: list[Delivery], source: str, kd_pemda: str) -> dict[str, list[dict[str, Any]]]:
    """Rows of the version in force at the end, by tahun anggaran: the newest file of its slice."""
    slices: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for _, rows in _kept(files, source, kd_pemda):
        if rows:
            slices[str(rows[0]["tahun_anggaran"]), rows[0]["tahap"]] = rows
    found: dict[str, list[dict[str, Any]]] = {}
    for (tahun, _), rows in sorted(slices.items(), key=lambda item: item[1][0]["tanggal_berlaku"]):
        keys = SOURCES[source].key
        found[tahun] = list({tuple(r[k] for k in keys): r for r in rows}.values())
    return dict(sorted(found.items()))


def _planned(row: dict[str, Any], tahun: str, until: date) -> int:
    months = 12 if int(tahun) < until.year else until.month
    return sum(row[f"bulan_{m}"] for m in range(1, months + 1))


def marts(files: list[Delivery], until: date) -> dict[str, Any]:
    """Figures that the marts must show on the night of `until`.

    `complaints_*`: distinct tickets with a valid row. `*_rp`: whole rupiah by pemda and tahun
    anggaran; pagu and plan of the version in force at `until` (in past years, at their end).
    """
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for kd_pemda in sorted({f.kd_pemda for f in files}):
        months, status = _complaints(files, kd_pemda)
        found["complaints_by_month"][kd_pemda] = months
        found["complaints_by_status"][kd_pemda] = status
        found["realisasi_kum_rp"][kd_pemda] = _realisasi(files, kd_pemda)
        pagu = _in_force(files, "sipd_anggaran", kd_pemda)
        found["pagu_berlaku_rp"][kd_pemda] = {t: sum(r["pagu"] for r in rows) for t, rows in pagu.items()}
        plan = _in_force(files, "sipd_rak", kd_pemda)
        found["target_kum_rp"][kd_pemda] = {t: sum(_planned(r, t, until) for r in rows) for t, rows in plan.items()}
    return dict(found)
