"""Place names: never a first match."""

from __future__ import annotations

import pytest

from lumbung.formats import Gazetteer, Resolution, normalise_place

# A cut of the Kemendagri table: Rejosari is twice in the Kabupaten and once in the Kota, Mijen is
# a kecamatan and a kelurahan of the Kota. The village codes are made up.
ROWS = [
    ("33.74", "Kota Semarang", "kota", "33", "33.74"),
    ("33.74.03", "Gunungpati", "kecamatan", "33.74", "33.74"),
    ("33.74.07", "Semarang Timur", "kecamatan", "33.74", "33.74"),
    ("33.74.14", "Mijen", "kecamatan", "33.74", "33.74"),
    ("33.74.07.1001", "Rejosari", "kelurahan", "33.74.07", "33.74"),
    ("33.74.14.1002", "Mijen", "kelurahan", "33.74.14", "33.74"),
    ("33.22.01", "Getasan", "kecamatan", "33.22", "33.22"),
    ("33.22.02", "Tengaran", "kecamatan", "33.22", "33.22"),
    ("33.22.01.2001", "Rejosari", "desa", "33.22.01", "33.22"),
    ("33.22.02.2001", "Rejosari", "desa", "33.22.02", "33.22"),
    ("33.22.02.2002", "Karang Duren", "desa", "33.22.02", "33.22"),
]
ALIASES = [
    ("33.22", "Tengaran", "Rejo Sari Wetan", "33.22.02.2001"),
    ("33.22", "Tngaran", "Rejosari", "33.22.02.2001"),
    ("33.22", None, "Kr. Duren", "33.22.02.2002"),
    ("33.74", "", "Smg Timur", "33.74.07"),
]
UNKNOWN = Resolution(None, "WILAYAH_TAK_DIKENAL")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(ROWS, ALIASES)


@pytest.mark.parametrize(
    "text",
    ["Karangduren", "KARANG  DUREN", "Desa Karang-Duren", "Ds. karang duren", "Kel. Karangduren",
     "Desa/Kel. Karangduren", "kelurahan karang duren ", "Karang\u00a0Duren", "Kec.Karangduren"],
)  # fmt: skip
def test_normalised_names(text: str) -> None:
    assert normalise_place(text) == "karangduren"


@pytest.mark.parametrize(("text", "name"), [("Kelapa", "kelapa"), ("Desaku", "desaku"), ("", "")])
def test_prefixes_are_words(text: str, name: str) -> None:
    assert normalise_place(text) == name


def test_g24_village_without_kecamatan(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Rejosari", kd_pemda="33.22") == UNKNOWN


@pytest.mark.parametrize(
    ("name", "pemda", "kecamatan", "code"),
    [
        ("Rejosari", "33.22", "Getasan", "33.22.01.2001"),
        ("Desa Rejosari", "33.22", "Kec. Tengaran", "33.22.02.2001"),
        ("REJOSARI", "33.74", None, "33.74.07.1001"),
        ("Rejosari", "33.74", "-", "33.74.07.1001"),
        ("Rejosari", "33.74", "Smg. Timur", "33.74.07.1001"),
        ("Mijen", "33.74", None, "33.74.14.1002"),
        ("Rejo Sari Wetan", "33.22", "Tengaran", "33.22.02.2001"),
        ("Rejosari", "33.22", "Tngaran", "33.22.02.2001"),
        ("Kr. Duren", "33.22", None, "33.22.02.2002"),
        ("Kr. Duren", "33.22", "Tengaran", "33.22.02.2002"),
    ],
)
def test_resolved(gazetteer: Gazetteer, name: str, pemda: str, kecamatan: str | None, code: str) -> None:
    assert gazetteer.resolve(name, kd_pemda=pemda, kecamatan=kecamatan) == Resolution(code, None)


@pytest.mark.parametrize(
    ("name", "pemda", "kecamatan"),
    [
        ("Antah", "33.74", None),
        ("Rejosari", "33.74", "Antah"),
        ("Rejosari", "33.74", "Gunungpati"),
        ("Karang Duren", "33.74", None),
        ("Getasan", "33.22", None),
        ("Rejo Sari Wetan", "33.22", None),
        ("Kr. Duren", "33.22", "Getasan"),
        ("Kota Semarang", "33.74", None),
        (".", "33.74", None),
    ],
)
def test_unresolved(gazetteer: Gazetteer, name: str, pemda: str, kecamatan: str | None) -> None:
    assert gazetteer.resolve(name, kd_pemda=pemda, kecamatan=kecamatan) == UNKNOWN


def test_kecamatan_and_village_of_one_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve_kecamatan("Kec. Mijen", kd_pemda="33.74").kd_wilayah == "33.74.14"
    assert gazetteer.resolve_kecamatan("Karang Duren", kd_pemda="33.22") == UNKNOWN


@pytest.mark.parametrize("name", [None, "", " ", "-"])
def test_no_name_is_no_finding(gazetteer: Gazetteer, name: str | None) -> None:
    assert gazetteer.resolve(name, kd_pemda="33.22") == Resolution(None, None)
    assert gazetteer.resolve_kecamatan(name, kd_pemda="33.22") == Resolution(None, None)


@pytest.mark.parametrize("code", ["33.22.99.2001", "33.74.07.1001"])
def test_alias_to_another_government(code: str) -> None:
    with pytest.raises(ValueError, match=r"33\.22"):
        Gazetteer(ROWS, [("33.22", None, "Rejo", code)])
