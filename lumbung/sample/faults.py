"""Faults of single cells: what is written, and what the pipeline must say about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lumbung.sample.files import Delivery

SUB, REKENING = "kode_sub_kegiatan", "kode_rekening"
Row = dict[str, Any]
Text = Callable[[Row, Delivery, float], str]
"""Faulty text from the meant row, its file and a random number in [0, 1)."""


@dataclass(frozen=True)
class Fault:
    """A faulty cell and the quarantine code it must get."""

    code: str
    column: str
    text: Text


def _one_of(*texts: str) -> Text:
    return lambda _row, _file, u: texts[int(u * len(texts))]


def _future(_row: Row, file: Delivery, u: float) -> str:
    return f"{file.delivered.date() + timedelta(days=3 + int(u * 30))} 09:15"


def _cut_sub(row: Row, _file: Delivery, _u: float) -> str:
    return str(row[SUB]).rsplit(".", 1)[0]


def _placeholder(row: Row, _file: Delivery, _u: float) -> str:
    return "X.XX" + str(row[SUB])[4:]


def _undotted(row: Row, _file: Delivery, _u: float) -> str:
    return str(row[REKENING]).replace(".", "")


_TANGGAL = _one_of("31/02/2026", "2026-13-05", "kemarin sore", "00/00/0000")
_ANGKA = _one_of("12.34.567,00", "1,234,567.00", "dua juta", "3,37E+15")
_EMPTY = _one_of("")
_STATUS = Fault(
    "STATUS_TAK_DIKENAL",
    "status_usul_teks",
    _one_of("Menunggu Rapat Pleno", "Disetujui Camat", "Proses", "OK||Ditolak"),
)
_VOLUME = Fault("ANGKA_TIDAK_SAH", "volume", _one_of("1,5 km", "2 paket", "± 200", "12 x 3"))
# No nomenclature was ever in use for that year.
_TAHUN = Fault("NOMENKLATUR_TIDAK_ADA", "tahun_anggaran", _one_of("2019"))

QUARANTINE: dict[str, tuple[Fault, ...]] = {
    "p3m_aduan": (
        Fault("NILAI_TAK_DIKENAL", "status", _one_of("Sedang Dicek", "OK", "Selesai?")),
        Fault("TANGGAL_TIDAK_SAH", "tanggal_masuk", _TANGGAL),
        Fault("KUNCI_KOSONG", "nomor_aduan", _EMPTY),
        Fault("TANGGAL_MASA_DEPAN", "tanggal_masuk", _future),
        Fault("WAJIB_KOSONG", "tanggal_masuk", _EMPTY),
    ),
    "sipd_anggaran": (
        Fault("KODE_PLACEHOLDER", SUB, _placeholder),
        Fault("ANGKA_TIDAK_SAH", "pagu", _ANGKA),
        Fault("NILAI_NEGATIF", "pagu", _one_of("-1.500.000,00", "(2.750.000,00)")),
        Fault("KODE_TIDAK_SAH", REKENING, _undotted),
        Fault("NILAI_TAK_DIKENAL", "tahap", _one_of("geser", "perubahan kedua")),
        Fault("KODE_TIDAK_SAH", SUB, _cut_sub),
        Fault("KUNCI_KOSONG", "kode_skpd", _EMPTY),
    ),
    "sipd_rak": (
        Fault("ANGKA_TIDAK_SAH", "bulan_6", _ANGKA),
        Fault("KODE_TIDAK_SAH", SUB, _cut_sub),
        Fault("NILAI_TAK_DIKENAL", "tahap", _one_of("geser")),
        Fault("KODE_PLACEHOLDER", SUB, _placeholder),
    ),
    "sipd_sp2d": (
        Fault("TANGGAL_TIDAK_SAH", "tanggal_sp2d", _TANGGAL),
        Fault("ANGKA_TIDAK_SAH", "nilai", _ANGKA),
        Fault("NILAI_TAK_DIKENAL", "jenis", _one_of("LSX", "TUNAI")),
        Fault("KUNCI_KOSONG", "nomor_sp2d", _EMPTY),
        Fault("KODE_TIDAK_SAH", REKENING, _undotted),
        Fault("WAJIB_KOSONG", "tanggal_sp2d", _EMPTY),
        Fault("KODE_PLACEHOLDER", SUB, _placeholder),
    ),
    "sipd_usulan": (
        _STATUS,
        _VOLUME,
        Fault("NILAI_NEGATIF", "anggaran", _one_of("-150.000.000,00", "(25.000.000,00)")),
        Fault("KUNCI_KOSONG", "id_usulan", _EMPTY),
        _TAHUN,
        Fault("KODE_TIDAK_SAH", "id_kamus", _one_of("#REF!", "?20014")),
        Fault("TANGGAL_TIDAK_SAH", "created_date", _TANGGAL),
        Fault("NILAI_TAK_DIKENAL", "level_pengusul", _one_of("RW", "dusun")),
        Fault("WAJIB_KOSONG", "update_at", _EMPTY),
        Fault("ANGKA_TIDAK_SAH", "rekom_mitra_anggaran", _ANGKA),
    ),
    "sipd_pokir": (
        _STATUS,
        _VOLUME,
        _TAHUN,
        Fault("KUNCI_KOSONG", "id_usulan", _EMPTY),
        Fault("NILAI_NEGATIF", "anggaran", _one_of("-75.000.000,00")),
        Fault("NILAI_TAK_DIKENAL", "active", _one_of("aktif")),
    ),
    "sarapan_aspirasi": (
        Fault("STATUS_TAK_DIKENAL", "status", _one_of("dibaca", "menunggu_reses")),
        Fault("TANGGAL_TIDAK_SAH", "tanggal", _TANGGAL),
        Fault("KUNCI_KOSONG", "id", _EMPTY),
        Fault("WAJIB_KOSONG", "diperbarui", _EMPTY),
    ),
    "kamus_usulan": (
        Fault("ANGKA_TIDAK_SAH", "harga", _one_of("1,25 juta/m", "sesuai SSH")),
        Fault("KUNCI_KOSONG", "id_kamus", _EMPTY),
        Fault("NILAI_NEGATIF", "harga", _one_of("-1.250.000,00")),
        _TAHUN,
    ),
    # Nothing else: a total over a row that cannot be read could not be checked.
    "emonev_rfk": (Fault("KODE_TIDAK_SAH", SUB, _cut_sub),),
}
_OPD = ("Dinas Pertamanan dan Pemakaman", "UPT Terminal Induk", "Kantor Pos")


Change = Callable[[Row, float], tuple[Row, str | None]]
"""New meant values of a row, and the text of the cell when it is not what is meant."""


def _bad_nik(row: Row, u: float) -> tuple[Row, str]:
    # Month 13, and a number cut short; both still end in the synthetic serial.
    return {"nik": None}, ("3374011213850000", "337401051290000")[int(u * 2)]


def _answered_early(row: Row, u: float) -> tuple[Row, None]:
    day = date.fromisoformat((row["tanggal_terima"] or row["tanggal_masuk"])[:10])
    return {"tanggal_jawab": f"{day - timedelta(days=1 + int(u * 5))} 10:00"}, None


def _outside(row: Row, u: float) -> tuple[Row, None]:
    swapped = {"lat": row["lon"], "lon": row["lat"]}
    return (swapped if u < 0.6 else {"lat": -6.175392, "lon": 106.827153}), None


def _unknown_place(_row: Row, _u: float) -> tuple[Row, None]:
    return {"kelurahan": "Sidomukti Baru"}, None


def _unknown_office(_row: Row, u: float) -> tuple[Row, None]:
    return {"opd_tujuan": _OPD[int(u * len(_OPD))]}, None


def _off_total(row: Row, u: float) -> tuple[Row, None]:
    return {"total_akb": row["total_akb"] + 1000 + int(u * 9) * 500}, None


def _swapped(row: Row, _u: float) -> tuple[Row, None]:
    return {"latpeta": row["langpeta"], "langpeta": row["latpeta"]}, None


def _in_jakarta(_row: Row, _u: float) -> tuple[Row, None]:
    return {"latpeta": -6.175392, "langpeta": 106.827153}, None


def _no_such_village(row: Row, _u: float) -> tuple[Row, None]:
    return {"kode_kelurahan": f"{row['kode_kelurahan'][:-3]}999"}, None


def _no_such_office(_row: Row, _u: float) -> tuple[Row, None]:
    return {"kode_skpd": "1.03.0.00.0.00.99.0000", "nama_skpd_awal": "Dinas Bina Marga"}, None


def _no_such_sub(column: str) -> Change:
    return lambda row, _u: ({column: f"{row[column][:5]}99.2.01.0001"}, None)


Flag = tuple[str, str, Change]
"""Flag code, column that must be filled, change of the row."""
FLAGS: dict[str, tuple[Flag, ...]] = {
    "p3m_aduan": (
        ("NIK_INVALID", "nik", _bad_nik),
        ("NEG_DURATION", "tanggal_jawab", _answered_early),
        ("WILAYAH_TAK_DIKENAL", "kecamatan", _unknown_place),
        ("KOORDINAT_LUAR", "lat", _outside),
        ("OPD_TAK_DIKENAL", "opd_tujuan", _unknown_office),
    ),
    "sipd_rak": (("RAK_SELISIH", "total_akb", _off_total),),
    "sipd_usulan": (
        ("KOORDINAT_TERTUKAR", "latpeta", _swapped),
        ("KOORDINAT_LUAR", "latpeta", _in_jakarta),
        ("WILAYAH_TAK_DIKENAL", "kode_kelurahan", _no_such_village),
        ("OPD_TAK_DIKENAL", "kode_skpd", _no_such_office),
        ("NOMENKLATUR_TAK_DIKENAL", "id_sub_giat_bl", _no_such_sub("id_sub_giat_bl")),
    ),
    "sipd_pokir": (
        ("KOORDINAT_TERTUKAR", "latpeta", _swapped),
        ("OPD_TAK_DIKENAL", "kode_skpd", _no_such_office),
    ),
    "sarapan_aspirasi": (("WILAYAH_TAK_DIKENAL", "kode_kelurahan", _no_such_village),),
    "kamus_usulan": (("NOMENKLATUR_TAK_DIKENAL", "kode_sub_kegiatan", _no_such_sub("kode_sub_kegiatan")),),
}
"""What the pipeline must flag, by source; the row stays valid."""
BLANKS_IN = ("sipd_anggaran", "sipd_rak", "sipd_sp2d", "emonev_rfk")
"""Sources whose sub-kegiatan codes now and then carry trailing blanks."""


def blanks(row: Row) -> dict[str, str]:
    """A code with trailing blanks."""
    return {SUB: f"{row[SUB]}  "}


def glued(row: Row) -> dict[str, str]:
    """Both codes in one cell, as some exports have them, with a trailing blank."""
    return {SUB: f"{row[SUB]}.{row[REKENING]} ", REKENING: ""}
