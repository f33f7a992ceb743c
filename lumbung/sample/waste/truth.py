"""What the waste marts and the budget reports must say, counted from the generator's own rows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from lumbung.sample.files import Delivery
from lumbung.sample.truth import arrival_order


def _rows(files: list[Delivery], source: str) -> list[tuple[Delivery, dict[str, Any]]]:
    """Rows that count, in order of arrival."""
    found = []
    for file in arrival_order(files):
        if file.source == source and file.outcome == "LOADED":
            kept = (i for i in range(len(file)) if i not in file.reasons and i not in file.repeats)
            found += [(file, file.row(i)) for i in kept]
    return found


def _scales(files: list[Delivery]) -> dict[str, Any]:
    """By government and month: tickets, net weight of the own area and from outside (kg), stored tares,
    tickets written by hand."""
    names = ("ritase", "netto_kg", "netto_luar_daerah_kg", "n_tara_tersimpan", "n_manual")
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: dict.fromkeys(names, 0)))
    for file, row in _rows(files, "timbangan_tpa"):
        month = found[file.kd_pemda][row["waktu_masuk"][:7]]
        month["ritase"] += 1
        month["netto_luar_daerah_kg" if row["asal_luar_daerah"] == "Y" else "netto_kg"] += row["netto_kg"]
        month["n_tara_tersimpan"] += row["tara_sumber"] == "tersimpan"
        month["n_manual"] += row["manual"] == "Y"
    return {kd_pemda: dict(sorted(months.items())) for kd_pemda, months in found.items()}


def _units(files: list[Delivery]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The balance of the units by government and month (kg), and what they made of it by product."""
    newest: dict[tuple[str, str, str], tuple[Delivery, list[dict[str, Any]]]] = {}
    for file, row in _rows(files, "bank_sampah"):
        sheet = (file.kd_pemda, row["bulan"], row["unit"])
        if sheet not in newest or newest[sheet][0] is not file:
            newest[sheet] = (file, [])
        newest[sheet][1].append(row)
    balance: dict[str, dict[str, dict[str, int]]] = defaultdict(dict)
    products: dict[str, dict[str, dict[str, dict[str, int]]]] = defaultdict(lambda: defaultdict(dict))
    for (kd_pemda, month, _), (_, rows) in sorted(newest.items(), key=lambda item: item[0]):
        sums = balance[kd_pemda].setdefault(month, dict.fromkeys(("masuk_kg", "diolah_kg", "residu_kg"), 0))
        for row in rows:
            for name in sums:
                sums[name] += row[name]
            if row["produk"]:
                made = products[kd_pemda][month].setdefault(row["produk"], {"hasil_kg": 0, "nilai_jual_rp": 0})
                made["hasil_kg"] += row["hasil_kg"]
                made["nilai_jual_rp"] += row["nilai_jual_rp"]
    return dict(balance), {kd_pemda: dict(months) for kd_pemda, months in products.items()}


def _reports(files: list[Delivery]) -> dict[str, Any]:
    """Total spending of the whole government by the end of each report, and the parents that are not the
    sum of their children."""
    totals: dict[str, dict[str, int]] = defaultdict(dict)
    wrong = []
    for file in arrival_order(files):
        if file.source != "lra_sipd":
            continue
        rows = [file.row(i) for i in range(len(file))]
        children: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row in rows:
            children[row["kode_skpd"] or "*", row["kode_rekening"].rpartition(".")[0]].append(row["realisasi"])
        for row in rows:
            kd_opd, code = row["kode_skpd"] or "*", row["kode_rekening"]
            if kd_opd == "*" and code == "5":
                totals[file.kd_pemda][row["sampai_tgl"]] = row["realisasi"]
            off = row["realisasi"] - sum(children.get((kd_opd, code), [row["realisasi"]]))
            if off:
                wrong.append([file.kd_pemda, row["sampai_tgl"], kd_opd, code, off])
    return {"realisasi_rp": dict(totals), "selisih_anak_rp": wrong}


def waste(files: list[Delivery], dead_days: dict[str, list[str]]) -> dict[str, Any]:
    """dead_days: working days without scales, by government."""
    balance, products = _units(files)
    return {
        "timbangan": _scales(files),
        "hari_jembatan_mati": dead_days,
        "unit": balance,
        "produk": products,
        "lra": _reports(files),
    }
