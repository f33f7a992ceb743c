"""Reference data that arrives in landing: a new year's holidays and a new population."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
from granary import WIB, Granary

from lumbung import night

D1, D2 = date(2026, 12, 30), date(2026, 12, 31)
HEADER = (
    "nomor_aduan;tanggal_masuk;tanggal_terima;kanal;nama_pelapor;nik;telepon;alamat_pelapor;anonim;"
    "rahasia;klasifikasi;kategori;isi_aduan;kelurahan;kecamatan;lat;lon;opd_tujuan;tanggal_verifikasi;"
    "tanggal_disposisi;tanggal_jawab;tanggal_selesai;status;penutupan;jumlah_buka_kembali;kepuasan;diperbarui"
)
TICKET = (
    "N1;2026-12-30 09:00;;Langsung;;;;;T;T;Permintaan Informasi;Umum;tanya jadwal;;;;;;;;;;Baru;;0;;2026-12-30 09:00"
)


def one_night(granary: Granary, evening: date, *sources: str) -> None:
    run = f"{evening:%Y%m%d}"
    for source in sources:
        night.ingest(granary.settings, source, evening, run)
        night.refine(granary.settings, source, evening, run)
    night.build(granary.settings, evening, run)
    night.publish(granary.settings, evening, run)


def query(granary: Granary, sql: str) -> tuple[object, ...] | None:
    database = granary.settings.root / "warehouse" / "current.duckdb"
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute(sql).fetchone()


def test_holidays_and_population_delivered_in_landing(tmp_path: Path) -> None:
    granary = Granary(tmp_path)
    granary.drop("p3m_aduan/33.74/a.csv", f"{HEADER}\n{TICKET}\n", datetime(2026, 12, 30, 20, tzinfo=WIB))
    one_night(granary, D1, "p3m_aduan")
    deadlines = "select tenggat_verifikasi_tgl, tenggat_selesai_tgl, sla_selesai from mart_pengaduan"
    # 2026-12-31 is the last working day of the built-in calendar: three of them reach into 2027.
    assert query(granary, deadlines) == (None, None, "NO_CALENDAR")

    later = datetime(2026, 12, 31, 20, tzinfo=WIB)
    granary.drop(
        "hari_libur/33.74/skb_2027.csv", "tanggal;nama;jenis\n1 Januari 2027;Tahun Baru;libur_nasional\n", later
    )
    granary.drop(
        "penduduk/33.74/2026.csv",
        "tahun;kd_wilayah;penduduk;sumber\n2026;33.74.01;61.234;Disdukcapil\n2026;33.74.01.1001;x;salah\n",
        later,
    )
    one_night(granary, D2, "hari_libur", "penduduk")
    # Received Wed 30 Dec (day 0): Thu 31 Dec = 1, Fri 1 Jan is off, Mon 4 = 2, Tue 5 = 3, Wed 6 = 4, Thu 7 = 5.
    assert query(granary, deadlines) == (date(2027, 1, 5), date(2027, 1, 7), "BERJALAN")
    assert query(granary, "select penduduk from dim_wilayah where kd_wilayah = '33.74.01'") == (61234,)
    assert [(x.outcome, x.rows_valid, x.rows_quarantined) for x in granary.loads("penduduk")] == [("LOADED", 1, 1)]
