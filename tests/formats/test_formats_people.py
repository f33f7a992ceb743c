"""NIK, telephone numbers and the masking of free text. Every NIK here is synthetic (…0000)."""

from __future__ import annotations

import re

import pytest

from lumbung.formats import Nik, mask_text, parse_nik, phone_e164


def test_g20_nik_of_a_woman() -> None:
    assert parse_nik("3374014501900000") == Nik(
        kd_kecamatan="33.74.01", day=5, month=1, year2=90, sex="P", serial="0000", is_synthetic=True
    )


@pytest.mark.parametrize(
    ("text", "day", "sex"),
    [
        ("3322103112850000", 31, "L"),
        ("3322107112850000", 31, "P"),
        ("3322100112850000", 1, "L"),
        ("33.22.10.411285.0000", 1, "P"),
        ("3322 1001 1285 0000", 1, "L"),
        ("'3322100112850000", 1, "L"),
        (" 3322100112850000\t", 1, "L"),
    ],
)
def test_niks(text: str, day: int, sex: str) -> None:
    nik = parse_nik(text)
    assert nik is not None and (nik.day, nik.sex, nik.kd_kecamatan) == (day, sex, "33.22.10")


@pytest.mark.parametrize(
    "text",
    [None, "", "337401450190000", "33740145019000000", "3374013201900000", "3374014001900000",
     "3374017201900000", "3374010001900000", "3374010113900000", "3374010100900000",
     "3.37401450190E+15", "337401A501900000", "٣374014501900000"],
)  # fmt: skip
def test_what_is_no_nik(text: str | None) -> None:
    assert parse_nik(text) is None


def test_serial_tells_synthetic_from_real() -> None:
    assert [parse_nik(f"337401010190{s}").is_synthetic for s in ("0000", "1000")] == [True, False]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("024-3540009", "+62243540009"),
        ("(024) 354 0009", "+62243540009"),
        ("(0298) 591234", "+62298591234"),
        ("+62 24 3540009", "+62243540009"),
        ("081234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("+62 (0)812 3456 7890", "+6281234567890"),
        ("0811234567", "+62811234567"),
        ("0812345678901", "+62812345678901"),
    ],
)
def test_phones(text: str, number: str) -> None:
    assert phone_e164(text) == number


@pytest.mark.parametrize(
    "text",
    [None, "", "-", "112", "1708", "3540009", "08123456789012", "081234567", "+1 555 123 4567",
     "0812345678/0813345678", "WA 081234567890", "8123456789", "3374014501900000"],
)  # fmt: skip
def test_what_is_no_phone(text: str | None) -> None:
    assert phone_e164(text) is None


MASKED = [
    ("NIK 3374014501900000", "NIK [NIK]"),
    ("NIK3374014501900000.", "NIK[NIK]."),
    ("nik: 3374 0145 0190 0000", "nik: [NIK]"),
    ("33.74.01.450190.0000", "[NIK]"),
    ("33.74.01.45.01.90.0000", "[NIK]"),
    ("337401-450190-0000", "[NIK]"),
    ("337401.4501900000", "[NIK]"),
    ("KK 3374012345678901 dan NIK 3374014501900000", "KK [NIK] dan NIK [NIK]"),
    ("KK 3374 0123 4567 8901", "KK [NIK]"),
    ("KK 3322-1001-2345-6789,", "KK [NIK],"),
    ("NPWP 01.234.567.8-901.000", "NPWP [NPWP]"),
    ("NPWP 012345678901000", "NPWP [NPWP]"),
    ("NPWP 01 234 567 8 901 000", "NPWP [NPWP]"),
    ("NIP 198001012005011001", "NIP [NIP]"),
    ("NIP. 19800101 200501 1 001", "NIP. [NIP]"),
    ("hub 081234567890", "hub [TELEPON]"),
    ("hub081234567890", "hub[TELEPON]"),
    ("0812-3456-7890", "[TELEPON]"),
    ("0812.3456.7890", "[TELEPON]"),
    ("0812 345 678", "[TELEPON]"),
    ("0812 345 678 901", "[TELEPON]"),
    ("081 234 567 890", "[TELEPON]"),
    ("0812-34567890", "[TELEPON]"),
    ("0811-27-1234", "[TELEPON]"),
    ("(0812) 3456 7890", "[TELEPON]"),
    ("WA +62 812-3456-7890 ya", "WA [TELEPON] ya"),
    ("+6281234567890", "[TELEPON]"),
    ("6281234567890", "[TELEPON]"),
    ("62 812 3456 7890", "[TELEPON]"),
    ("081234567890 081234567891", "[TELEPON] [TELEPON]"),
    ("081234567890,081234567891/081234567892", "[TELEPON],[TELEPON]/[TELEPON]"),
    ("1.081234567890 2.081234567891", "1.[TELEPON] 2.[TELEPON]"),
    ("telp (024) 3540009", "telp [TELEPON]"),
    ("024-3540009", "[TELEPON]"),
    ("024 354 0009", "[TELEPON]"),
    ("024 76 400 100", "[TELEPON]"),
    ("024-3540009/3540010", "[TELEPON]"),
    ("0298 591234", "[TELEPON]"),
    ("+62 24 3540009", "[TELEPON]"),
    ("0271-714321", "[TELEPON]"),
    ("a.b_c+d@semarangkota.go.id.", "[EMAIL]."),
    ("081234567890@gmail.com", "[EMAIL]"),
    ("x@y.id,z@y.id", "[EMAIL],[EMAIL]"),
    ("H 1234 AB", "[NOPOL]"),
    ("H1234AB dan H-5678-XY", "[NOPOL] dan [NOPOL]"),
    ("truk H 9999 A,", "truk [NOPOL],"),
    ("h 1234 abc", "[NOPOL]"),
    ("AD 123 XY", "[NOPOL]"),
    ("H 1234 RT", "[NOPOL]"),
    ("plat H 1 A", "plat [NOPOL]"),
    ("nopol: h 12 ab", "nopol: [NOPOL]"),
    ("No. Pol. K 1234", "No. Pol. [NOPOL]"),
]

KEPT = [
    "",
    "RT 03 RW 05",
    "RT 003/RW 005 Kel. Tembalang",
    "Rp 1.500.000",
    "Rp 1.234.567.890.123,00",
    "pagu Rp 62.812.345.678",
    "P3M-2026-000123",
    "2026-08-31 14:05",
    "31/08/2026 14.05",
    "31-08-2026 01-09-2026",
    "2026-08-31 2026-09-01",
    "08-08-2026 14.05",
    "07082026",
    "pukul 08.00-12.00 dan 13.00-15.30",
    "tahun 2023 2024 2025 2026",
    "2023 - 2024",
    "2.16.02.2.01.0021.5.1.02.04.01.0001",
    "33.74.01.1001",
    "-6.9932, 110.4203",
    "-7.0812345678, 110.0812345678",
    "-7.024 110.4203",
    "-7.0812 110.4203",
    "112 dan 1708",
    "1447 H 2026 M",
    "BLOK H 12 RT 03 RW 05",
    "BLOK B 123 RT 03",
    "PIPA D 300 MM, P 250 M L 3 M",
    "limbah B3, gelar D3 TI, kertas A4",
    "SP2D 04123/SP2D/2026",
    "surat 045.2/1234/2026",
    "NIB 1234567890123",
    "108123456789 nomor meter",
    "plat nomor",
    "[NIK] [NPWP] [TELEPON] [EMAIL] [NOPOL] [NIP]",
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_masks(text: str, masked: str) -> None:
    assert mask_text(text) == masked
    assert mask_text(masked) == masked


@pytest.mark.parametrize("text", KEPT)
def test_what_stays(text: str) -> None:
    assert mask_text(text) == text


def test_everything_in_one_text() -> None:
    text = "\n".join(source for source, _ in MASKED)
    assert mask_text(text) == "\n".join(masked for _, masked in MASKED)
    assert not re.search(r"[0-9]{5}", mask_text(text))
