"""A planning document that does not add up stops publication and names its codes; the mended one ends
where a full rebuild ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest
from town import Copy, differences

from lumbung import night
from lumbung.errors import DataError
from lumbung.lake import Lake
from lumbung.quality import checks
from lumbung.warehouse.manifest import candidate_database, current_database

RUSAK, PULIH = date(2026, 9, 1), date(2026, 9, 2)
DOCUMENT = "33.74 TA 2027 rancangan"


def refined(copy: Copy, delivery: str, evening: date) -> None:
    """A delivery of ceilings, brought to silver."""
    copy.town.deliver(delivery, evening)
    for step in (night.ingest, night.inspect, night.refine):
        step(copy.town.settings, "ppas_plafon", evening, delivery)


def verdicts(copy: Copy, run_id: str, severity: str) -> dict[str, str]:
    """Failed checks of gate 2 in a run: name → what they say."""
    found = checks.read(Lake(copy.town.settings.root))
    failed = [v for v in found if v.run_id == run_id and v.gate == 2 and not v.passed and v.severity == severity]
    return {v.name.removeprefix("dbt:"): v.message for v in failed}


def refusal(copy: Copy, evening: date, run_id: str) -> str:
    with pytest.raises(DataError) as refused:
        night.audit(copy.town.settings, evening, run_id)
    return str(refused.value)


@pytest.fixture(scope="module")
def broken(town: Any, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The town with a draft of unknown codes and one rupiah too many, built and not yet audited."""
    copy = Copy(town, tmp_path_factory.mktemp("kuappas_rusak"))
    refined(copy, "kuappas_rusak", RUSAK)
    night.build(copy.town.settings, RUSAK, "rusak")
    return copy


def test_unknown_codes_and_a_wrong_total_stop_publication_by_name(broken: Copy) -> None:
    before = current_database(broken.town.settings).read_bytes()
    shown = refusal(broken, RUSAK, "rusak")
    red = verdicts(broken, "rusak", "merah")
    assert set(red) == {"rekonsiliasi_kode_yatim", "rekonsiliasi_plafon", "rekonsiliasi_bagian_plafon"}
    for code in ("OPD 9.99.0.00.0.00.01.0000", "sub-kegiatan 2.15.02.2.02.9999", "jenis belanja 5.9.99"):
        assert code in red["rekonsiliasi_kode_yatim"]
        assert code in shown
    assert "berkas 2027_rancangan_revisi.csv, 1 baris, Rp 51)" in red["rekonsiliasi_kode_yatim"]
    # 5.2.04: 500 + 300 + 51 = 851 against 850; 5.9.99 (50) stands where the summary has 5.4.02.
    assert f"{DOCUMENT}: jumlah plafon dokumen Rp 1.401, akun 5 proyeksi KUA (T1) Rp 1.400, selisih -Rp 1" in shown
    assert "jenis 5.2.04 (-Rp 1); 5.4.02 (Rp 50); 5.9.99 (-Rp 50)" in red["rekonsiliasi_plafon"]
    assert "jenis belanja tanpa kelompok: 5.9.99" in red["rekonsiliasi_bagian_plafon"]
    assert current_database(broken.town.settings).read_bytes() == before


def test_figures_that_part_in_the_marts_are_told(broken: Copy) -> None:
    with duckdb.connect(str(candidate_database(broken.town.settings))) as con:
        con.execute("update mart_ppas_program set plafon = plafon + 3 where kd_sub_kegiatan = '2.15.02.2.02.0008'")
        con.execute("update mart_kuappas_input set plafon_ppas = -50 where kd_sub_kegiatan = '5.02.02.2.04.0007'")
        con.execute(
            "update mart_kuappas_ringkasan set plafon_ppas = 607 where kd_rekening = '4.1' and plafon_ppas = 600"
        )
        con.execute("delete from mart_kuappas_ringkasan where kd_rekening = '6.2'")
        con.execute(
            "update mart_ppas_urusan_opd set dana_pad = dana_pad - 5 where kd_opd like '1.03.%' and plafon = 900"
        )
    shown = refusal(broken, RUSAK, "coret")
    red = verdicts(broken, "coret", "merah")
    assert "per program (T3) Rp 1.404, selisih Rp 3; berbeda pada OPD 2.15.0.00.0.00.01.0000 (Rp 3)" in shown
    assert "per usulan (T4) Rp 1.301, selisih -Rp 100; berbeda pada OPD 5.02" in red["rekonsiliasi_plafon"]
    negative = f"{DOCUMENT}, mart_kuappas_input, OPD 5.02.0.00.0.00.01.0000, 5.02.02.2.04.0007: plafon negatif -Rp 50"
    assert negative in red["rekonsiliasi_plafon_negatif"]
    parts = red["rekonsiliasi_induk_anak"]
    assert f"{DOCUMENT}, rekening 4, kolom plafon_ppas: Rp 1.300, jumlah anaknya Rp 1.307, selisih -Rp 7" in parts
    assert f"{DOCUMENT}, rekening 4.1, kolom plafon_ppas: Rp 607, jumlah anaknya Rp 600, selisih Rp 7" in parts
    assert f"{DOCUMENT}, rekening 6.2, kolom plafon_ppas: tidak ada barisnya, jumlah anaknya Rp 15" in parts
    assert "urusan 1.03, OPD 1.03.0.00.0.00.01.0000: plafon Rp 900" in red["rekonsiliasi_bagian_plafon"]


@pytest.fixture(scope="module")
def mended(broken: Copy, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The next night: an older document of the same stage, sound but for a key written twice."""
    copy = Copy(broken.town, tmp_path_factory.mktemp("kuappas_pulih"))
    refined(copy, "kuappas_pulih", PULIH)
    for step in (night.build, night.audit, night.publish):
        step(copy.town.settings, PULIH, "pulih")
    return copy


def test_the_newest_delivery_counts_and_an_older_document_is_told(mended: Copy) -> None:
    with mended.town.connect() as con:
        found = con.execute(
            "select tanggal_dokumen::varchar, tanggal_dokumen_digantikan::varchar, berkas_plafon, "
            "total_plafon::varchar, n_kunci_ganda, alasan, as_of_tgl::varchar from mart_kuappas_dokumen "
            "where kd_pemda = '33.74' and tahun_anggaran = 2027"
        ).fetchall()
    # The key written twice counts once, by its last row: 50, not 49 + 50.
    assert found == [
        (
            "2026-07-01", "2026-07-15", "2027_rancangan_lama.csv", "1400.00", 1,
            ["DANA_TAK_DIKENAL", "DOKUMEN_LEBIH_LAMA", "KUNCI_GANDA", "WILAYAH_TAK_DIKENAL"], "2026-09-02",
        )
    ]  # fmt: skip
    yellow = verdicts(mended, "pulih", "kuning")
    assert "2027_rancangan_lama.csv bertanggal 2026-07-01" in yellow["rekonsiliasi_dokumen_lama"]
    assert f"{DOCUMENT}: SILPA rencana Rp 5, seharusnya 0" in yellow["rekonsiliasi_silpa"]
    assert f"{DOCUMENT}: 1 kunci berulang" in yellow["rekonsiliasi_kunci_ganda"]


def test_a_replaced_document_ends_as_a_full_rebuild(mended: Copy) -> None:
    assert differences(mended.published(), mended.rebuilt(PULIH)) == {}
