"""The contracts that come with the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lumbung import dictionary, settings
from lumbung.contracts import PRIVACY_CLASSES, Contract, fold, load_contract

FOLDER = Path(__file__).parents[2] / "data" / "contracts"
FILES = sorted(FOLDER.glob("*.yaml"))
IDENTIFYING = re.compile(
    r"nik|nama|nama_pelapor|nama_penerima|pengusul|anggota_dewan|tujuan_anggota|telepon|email|alamat_pelapor|npwp|"
    r"nopol|rekening_penerima"
)
"""Column names that hold who somebody is."""
MAY_BE_EMPTY = {("ppas_plafon", "kode_dana"), ("ppas_plafon", "lokasi_kecamatan"), ("bank_sampah", "produk")}
"""Parts of a key that a row may leave out: empty is a value of theirs."""


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def contract(request: pytest.FixtureRequest) -> Contract:
    return load_contract(request.param)


def test_there_are_contracts() -> None:
    assert {"p3m_aduan", "sipd_anggaran", "sipd_rak", "sipd_sp2d", "emonev_rfk"} <= {path.stem for path in FILES}


def test_every_column_has_class_and_description(contract: Contract) -> None:
    assert contract.columns
    assert [c.name for c in contract.columns if c.privacy not in PRIVACY_CLASSES] == []
    assert [c.name for c in contract.columns if len(c.description) < 5] == []
    assert contract.description
    assert contract.domain


def test_who_somebody_is_never_stays_clear(contract: Contract) -> None:
    found = [c.name for c in contract.columns if IDENTIFYING.fullmatch(c.name)]
    if contract.source == "hari_libur":
        found.remove("nama")  # the holiday's
    assert [n for n in found if contract.column(n).privacy not in ("P2", "P3")] == []


def test_keys_and_slices_name_required_columns_of_the_lake(contract: Contract) -> None:
    stored = {c.name for c in contract.content}
    needed = {*contract.key, *(s.split(":")[0] for s in contract.slice_by), *contract.snapshot_by}
    assert needed <= stored
    empty = {name for name in needed if not contract.column(name).required}
    assert {(contract.source, name) for name in empty} == {pair for pair in MAY_BE_EMPTY if pair[0] == contract.source}


def test_headers_are_unambiguous(contract: Contract) -> None:
    headers = [h for c in contract.columns for h in c.headers]
    assert len(headers) == len(set(headers))
    assert all(h == fold(h) for h in headers)


def test_every_number_declares_its_locale(contract: Contract) -> None:
    numbers = [c for c in contract.columns if c.type.startswith(("DECIMAL", "DOUBLE"))]
    assert [c.name for c in numbers if c.options.get("locale") not in ("id", "en")] == []


def test_money_holds_the_pemda_budget_to_the_cent(contract: Contract) -> None:
    money = [c for c in contract.columns if c.options.get("format") == "uang"]
    assert [c.name for c in money if c.type != "DECIMAL(20,2)" or c.unit != "rupiah"] == []


@pytest.mark.parametrize(
    ("source", "semantics", "key"),
    [
        ("p3m_aduan", "state", "nomor_aduan"),
        (
            "sipd_anggaran",
            "snapshot",
            "tahun_anggaran tahap kode_skpd kode_sub_kegiatan kode_rekening kode_dana",
        ),
        ("sipd_sp2d", "event", "nomor_sp2d baris"),
        ("emonev_rfk", "snapshot", "tahun_anggaran bulan kode_skpd kode_sub_kegiatan"),
        ("sipd_usulan", "state", "id_usulan tahun_anggaran"),
        ("sipd_pokir", "state", "id_usulan tahun_anggaran"),
        ("sarapan_aspirasi", "state", "id"),
        ("kamus_usulan", "snapshot", "tahun_anggaran id_kamus"),
        (
            "ppas_plafon",
            "snapshot",
            "tahun_anggaran tahap_dokumen kode_skpd kode_sub_kegiatan kode_rekening_jenis kode_dana lokasi_kecamatan",
        ),
        ("kua_proyeksi", "snapshot", "tahun_anggaran tahap_dokumen kode_rekening"),
        ("klaster_manual", "snapshot", "tahun_anggaran tindakan kiri kanan"),
    ],
)
def test_keys_are_those_of_the_source_applications(source: str, semantics: str, key: str) -> None:
    contract = load_contract(FOLDER / f"{source}.yaml")
    assert (contract.semantics, contract.key) == (semantics, tuple(key.split()))


def test_planning_exports_repeat_everything_every_night() -> None:
    assert {path.stem for path in FILES if load_contract(path).full_export} == {"sipd_usulan", "sipd_pokir"}
    assert {path.stem for path in FILES if load_contract(path).whole_slice} == {"ppas_plafon", "kua_proyeksi"}


SHARED = (
    "id_usulan tahun_anggaran jenis_usul_teks created_date id_kamus giat_teks masalah alamat_teks kode_kecamatan "
    "kode_kelurahan latpeta langpeta volume satuan anggaran bidang_urusan kode_skpd nama_skpd_awal rev_skpd "
    "status_usul_teks is_verif is_kembalikan is_tolak tolak_teks is_batal batal_teks prioritas id_sub_giat_bl active "
    "update_at"
)


@pytest.mark.parametrize(
    ("source", "own", "reviewers"),
    [
        ("sipd_usulan", "level_pengusul pengusul", "lurah camat mitra skpd tapd"),
        ("sipd_pokir", "id_reses anggota_dewan fraksi_dewan dapil id_sarapan", "setwan mitra skpd tapd"),
    ],
)
def test_proposals_have_the_columns_of_sipd(source: str, own: str, reviewers: str) -> None:
    contract = load_contract(FOLDER / f"{source}.yaml")
    pairs = {f"rekom_{r}_{what}" for r in reviewers.split() for what in ("anggaran", "rekomendasi")}
    assert {c.name for c in contract.columns} == {*SHARED.split(), *own.split(), *pairs}
    texts = {c.name for c in contract.columns if c.privacy == "P1"}
    reviews = {name for name in pairs if name.endswith("rekomendasi")}
    assert texts == {"masalah", "alamat_teks", "tolak_teks", "batal_teks", *reviews}


def test_vault_keeps_only_what_a_purpose_needs() -> None:
    kept = {(path.stem, c.name) for path in FILES for c in load_contract(path).columns if c.options.get("vaultPurpose")}
    assert {("p3m_aduan", "nama_pelapor"), ("p3m_aduan", "telepon")} <= kept
    assert not [pair for pair in kept if pair[1] == "nik"]


def test_the_data_dictionary_is_that_of_the_contracts() -> None:
    """`lumbung dictionary` writes it again."""
    page = settings.PROJECT / "docs" / "kamus-data.md"
    assert page.read_text(encoding="utf-8") == dictionary.render(settings.load())
