-- The funnel: what came to each stage, what stopped there and why, what went on. Proposals that were never
-- handed in or were withdrawn are not in it; accepted ones passed every stage. Rebuilt with the years of
-- mart_usulan: it is told by that alone.
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_tahun_usulan() }}"
) }}

with usulan as (

    select
        *,
        split_part(asal, '_', 1) as jenis,
        coalesce(opd_akhir, '*') as kd_opd,
        keputusan = 'PENDING' as is_pending,
        keputusan = 'REJECTED' as is_ditolak,
        keputusan = 'RETURNED' as is_dikembalikan,
        -- Where it stands; nowhere once accepted. A stage without a place in the order is before all.
        case when keputusan <> 'ACCEPTED' then coalesce(urutan_tahap, 0) end as urutan_henti
    from {{ ref("mart_usulan") }}
    where
        keputusan not in ('NOT_SUBMITTED', 'CANCELLED')
        {% if is_incremental() and var("irisan") is not none %}
            and tahun_anggaran in ({{ tahun_usulan() }})
        {% endif %}

),

urutan as (

    select * from {{ ref("cfg_tahap_usulan") }}
    where urutan > 0

),

kelompok as (

    select
        kd_pemda,
        tahun_anggaran,
        asal,
        jenis,
        kd_opd,
        urutan_henti,
        count_if(is_pending) as pending_baris,
        count_if(is_pending and is_primary) as pending_unik,
        count_if(is_ditolak) as ditolak_baris,
        count_if(is_ditolak and is_primary) as ditolak_unik,
        count_if(is_dikembalikan) as dikembalikan_baris,
        count_if(is_dikembalikan and is_primary) as dikembalikan_unik,
        count(*) as baris,
        count_if(is_primary) as unik,
        sum(case when is_primary then nilai_usulan end) as nilai_unik,
        count(case when is_primary then nilai_usulan end) as n_bernilai_unik
    from usulan
    group by kd_pemda, tahun_anggaran, asal, jenis, kd_opd, urutan_henti

),

tahapan as (

    select
        kelompok.kd_pemda,
        kelompok.tahun_anggaran,
        kelompok.asal,
        kelompok.kd_opd,
        urutan.tahap,
        urutan.urutan
    from (
        select distinct
            kd_pemda,
            tahun_anggaran,
            asal,
            jenis,
            kd_opd
        from kelompok
    ) as kelompok
    inner join urutan
        on
            kelompok.kd_pemda = urutan.kd_pemda
            and kelompok.jenis = urutan.jenis
            and {{ berlaku_ta("urutan", "kelompok.tahun_anggaran") }}

),

-- Into a stage came all that did not stop before it.
dihitung as (

    select
        tahapan.kd_pemda,
        tahapan.tahun_anggaran,
        tahapan.asal,
        tahapan.kd_opd,
        tahapan.tahap,
        tahapan.urutan,
        {% for satuan in ["baris", "unik"] %}
            coalesce(sum(kelompok.{{ satuan }}), 0) as masuk_{{ satuan }},
            {% for cara in ["pending", "ditolak", "dikembalikan"] %}
                sum(case when kelompok.urutan_henti = tahapan.urutan then kelompok.{{ cara }}_{{ satuan }} else 0 end)
                    as {{ cara }}_{{ satuan }},
            {% endfor %}
        {% endfor %}
        sum(kelompok.nilai_unik) as nilai_unik,
        coalesce(sum(kelompok.n_bernilai_unik), 0) as n_bernilai_unik
    from tahapan
    left join kelompok
        on
            tahapan.kd_pemda = kelompok.kd_pemda
            and tahapan.tahun_anggaran = kelompok.tahun_anggaran
            and tahapan.asal = kelompok.asal
            and tahapan.kd_opd = kelompok.kd_opd
            and (kelompok.urutan_henti is null or tahapan.urutan <= kelompok.urutan_henti)
    group by all

),

mart_usulan_corong as (

    select
        kd_pemda,
        tahun_anggaran,
        asal,
        kd_opd,
        tahap,
        urutan,
        {% for satuan in ["baris", "unik"] %}
            cast(masuk_{{ satuan }} as integer) as masuk_{{ satuan }},
            cast(pending_{{ satuan }} as integer) as pending_{{ satuan }},
            cast(ditolak_{{ satuan }} as integer) as ditolak_{{ satuan }},
            cast(dikembalikan_{{ satuan }} as integer) as dikembalikan_{{ satuan }},
            cast(
                masuk_{{ satuan }} - pending_{{ satuan }} - ditolak_{{ satuan }} - dikembalikan_{{ satuan }} as integer
            ) as diteruskan_{{ satuan }},
        {% endfor %}
        cast(case when masuk_unik = 0 then 0 else nilai_unik end as decimal(20, 2)) as nilai_unik,
        {{ daftar(["case when masuk_unik > 0 and n_bernilai_unik = 0 then 'NILAI_USULAN_KOSONG' end"]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from dihitung

)

select * from mart_usulan_corong
