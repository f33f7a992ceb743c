"""The figures that every contestant must agree on, to the last digit."""

from __future__ import annotations

from pathlib import Path

import duckdb

MARTS = {
    "fct_energi_harian": "kd_pemda id_meter tanggal kwh n_interval kw_puncak kwh_malam",
    "mart_pju_malam": "kd_pemda id_objek malam_tgl kwh kwh_siang",
    "mart_energi_anomali": "kd_pemda id_meter jenis mulai_at kwh skor",
    "mart_sampah_harian": "kd_pemda tanggal tpa kd_kecamatan ritase netto_kg netto_luar_daerah_kg",
    "mart_pengaduan_bulanan": "kd_pemda bulan opd_akhir klasifikasi kanal_kode kd_kecamatan jumlah n_selesai n_tepat "
    "n_lewat n_dikecualikan n_dijawab",
    "mart_serapan_bulanan": "kd_pemda tahun bulan kd_opd kd_sub_kegiatan kd_jenis pagu_berlaku target_kum "
    "realisasi_kum",
}

OURS = {
    "mart_pju_malam": "where status <> 'ABONEMEN' and kwh is not null",
    "mart_energi_anomali": "where jenis in ('LONJAKAN', 'PENURUNAN')",
    "mart_sampah_harian": "where not is_jembatan_mati",
}
"""Which rows of Lumbung's marts the scripts make too: those with readings and weighings behind them."""


def differences(left: dict[str, str], right: dict[str, str]) -> dict[str, int]:
    """Mart → rows that only one of two contestants has; each gives mart → SQL relation."""
    found = {}
    with duckdb.connect() as con:
        for mart, names in MARTS.items():
            columns = ", ".join(names.split())
            one, other = (f"select {columns} from {side[mart]}" for side in (left, right))
            sql = f"select count(*) from (({one} except all {other}) union all ({other} except all {one}))"
            row = con.execute(sql).fetchone()
            found[mart] = int(row[0]) if row else 0
    return found


def written(folder: Path) -> dict[str, str]:
    """The marts that a script left as Parquet; a Spark script leaves folders."""
    found = {}
    for mart in MARTS:
        path = folder / f"{mart}.parquet"
        found[mart] = f"read_parquet('{path / '*.parquet' if path.is_dir() else path}')"
    return found
