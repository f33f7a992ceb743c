"""Does the document add up? Every comparison of the whole document, whatever the summary is filtered by."""

from __future__ import annotations

_MONEY = "decimal(38, 2)"

QUERY = f"""
with dokumen as (
    select * from mart_kuappas_dokumen
    where kd_pemda = $pemda and tahun_anggaran = $tahun and tahap_dokumen = $tahap
),
t1 as (
    select * from mart_kuappas_ringkasan
    where kd_pemda = $pemda and tahun_anggaran = $tahun and tahap_dokumen = $tahap
),
t2 as (
    select * from mart_ppas_urusan_opd
    where kd_pemda = $pemda and tahun_anggaran = $tahun and tahap_dokumen = $tahap
),
t3 as (
    select * from mart_ppas_program
    where kd_pemda = $pemda and tahun_anggaran = $tahun and tahap_dokumen = $tahap
),
t4 as (
    select * from mart_kuappas_input
    where kd_pemda = $pemda and tahun_anggaran = $tahun and tahap_dokumen = $tahap
),
usulan as (select * from mart_usulan where kd_pemda = $pemda and tahun_anggaran = $tahun),
corong as (select * from mart_usulan_corong where kd_pemda = $pemda and tahun_anggaran = $tahun),
nomenklatur as (
    select distinct kode from dim_nomenklatur
    where tahun_mulai <= $tahun and coalesce(tahun_sampai, $tahun) >= $tahun
),
per_opd as (
    select kd_opd, sum(t2) as t2, sum(t3) as t3, sum(t4) as t4 from (
        select kd_opd, plafon as t2, 0 as t3, 0 as t4 from t2
        union all select kd_opd, 0, plafon, 0 from t3
        union all select kd_opd, 0, 0, coalesce(plafon_ppas, 0) from t4
    ) group by kd_opd
),
induk as (
    select parent.kd_rekening,
           any_value(parent.plafon_ppas) != sum(child.plafon_ppas)
           -- Pembiayaan is written gross or net of what is paid out.
           and not (
               parent.kd_rekening = '6'
               and any_value(parent.plafon_ppas)
               is not distinct from (select plafon_ppas from t1 where kd_rekening = 'PEMBIAYAAN_NETO')
           ) as beda
    from t1 as parent
    inner join t1 as child
        on starts_with(child.kd_rekening, parent.kd_rekening || '.')
        and len(string_split(child.kd_rekening, '.')) = len(string_split(parent.kd_rekening, '.')) + 1
    where parent.level != 'turunan'
    group by parent.kd_rekening
),
yatim as (
    select 'opd' as jenis, kd_opd as kode from (select kd_opd from t2 union select kd_opd from t3)
    where kd_opd not in (select kd_opd from dim_opd where kd_pemda = $pemda)
    union
    select 'sub', kd_sub_kegiatan from t3 where kd_sub_kegiatan not in (select kode from nomenklatur)
),
total as (select (select total_plafon from dokumen)::{_MONEY} as plafon, count(*) > 0 as ada from dokumen),
akun as (select count(*) > 0 as ada from t1),
baris as (
    select 1 as n, 'Jumlah plafon menurut urusan (T2) = jumlah plafon dokumen' as uraian,
           (select sum(plafon) from t2)::{_MONEY} as kiri, plafon as kanan, '' as keterangan, ada as dapat from total
    union all
    select 2, 'Jumlah plafon menurut program (T3) = jumlah plafon dokumen',
           (select sum(plafon) from t3), plafon, '', ada from total
    union all
    select 3, 'Jumlah plafon di samping usulan (T4) = jumlah plafon dokumen',
           (select sum(plafon_ppas) from t4), plafon, '', ada from total
    union all
    select 4, 'Akun 5 Belanja Daerah (T1) = jumlah plafon dokumen',
           (select plafon_ppas from t1 where kd_rekening = '5'), plafon, '', total.ada and akun.ada from total, akun
    union all
    select 5, 'Jumlah kelompok belanja (T2) = jumlah plafon dokumen',
           (select sum(belanja_operasi + belanja_modal + belanja_btt + belanja_transfer) from t2), plafon, '', ada
    from total
    union all
    select 6, 'Jumlah sumber dana (T2) = jumlah plafon dokumen',
           (select sum(dana_pad + dana_dau + dana_dau_earmark + dana_dbh + dana_dak_fisik + dana_dak_nonfisik
                       + dana_banprov + dana_pinjaman + dana_lain) from t2), plafon, '', ada
    from total
    union all
    select 7, 'Perangkat daerah yang plafonnya berbeda antara T2, T3 dan T4', count(*) filter (t2 != t3 or t3 != t4), 0,
           coalesce(string_agg(kd_opd, ', ' order by kd_opd) filter (t2 != t3 or t3 != t4), ''), any_value(total.ada)
    from total left join per_opd on true
    union all
    select 8, 'Rekening induk (T1) yang tidak sama dengan jumlah rinciannya', count(*) filter (beda), 0,
           coalesce(string_agg(kd_rekening, ', ' order by kd_rekening) filter (beda), ''), any_value(akun.ada)
    from akun left join induk on true
    union all
    select 9, 'SILPA tahun berkenaan (harus 0)',
           (select plafon_ppas from t1 where kd_rekening = 'SILPA'), 0, '', ada from akun
    union all
    select 10, 'Plafon di bawah nol', (select count(*) from t3 where plafon < 0), 0,
           coalesce((select string_agg(kd_sub_kegiatan, ', ' order by kd_sub_kegiatan) from t3 where plafon < 0), ''),
           ada from total
    union all
    select 11, 'Kode perangkat daerah yang tidak dikenal', (select count(*) from yatim where jenis = 'opd'), 0,
           coalesce((select string_agg(kode, ', ' order by kode) from yatim where jenis = 'opd'), ''), ada from total
    union all
    select 12, 'Kode sub-kegiatan di luar nomenklatur tahun anggaran',
           (select count(*) from yatim where jenis = 'sub'), 0,
           coalesce((select string_agg(kode, ', ' order by kode) from yatim where jenis = 'sub'), ''), ada from total
    union all
    select 13, 'Jumlah usulan (baris) pada T4 = banyaknya baris usulan',
           (select coalesce(sum(n_usulan_baris), 0) from t4),
           (select count(*) from usulan), '', true
    union all
    select 14, 'Jumlah usulan (unik) pada T4 = banyaknya kebutuhan yang berbeda',
           (select coalesce(sum(n_usulan_unik), 0) from t4),
           (select count(*) from usulan where is_primary), '', true
    union all
    select 15, 'Tahap corong dengan jumlah diteruskan di bawah nol',
           (select count(*) from corong where diteruskan_baris < 0 or diteruskan_unik < 0), 0, '', true
)
select 'R' || lpad(n::varchar, 2, '0') as kode, uraian,
       case when dapat then kiri end::{_MONEY} as kiri, case when dapat then kanan end::{_MONEY} as kanan,
       case when dapat then kiri - kanan end::{_MONEY} as selisih,
       case when not dapat or kiri is null or kanan is null then '–' when kiri = kanan then '✔' else '✘' end as hasil,
       case
           when keterangan != '' then keterangan
           when dapat then ''
           when n in (4, 8, 9) then 'Proyeksi KUA (kua_proyeksi) tahap ini belum dikirim'
           else 'Belum ada dokumen PPAS tahun ini'
       end as keterangan
from baris
order by n
"""
