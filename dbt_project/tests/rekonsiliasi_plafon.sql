-- One document, one sum: what the office sent, by urusan, by program, by proposal, and akun 5 of the KUA.
{% set sisi = [
    ("mart_ppas_urusan_opd", "per urusan dan OPD (T2)", "plafon"),
    ("mart_ppas_program", "per program (T3)", "plafon"),
    ("mart_kuappas_input", "per usulan (T4)", "plafon_ppas"),
] %}

with dokumen as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        sum(plafon) as jumlah
    from {{ ref("stg_ppas__plafon") }}
    group by kd_pemda, tahun_anggaran, tahap_dokumen

),

per_opd as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_opd,
        sum(plafon) as jumlah
    from {{ ref("stg_ppas__plafon") }}
    group by kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd

),

{% for mart, nama, kolom in sisi %}
    {{ mart }}_opd as (

        select
            kd_pemda,
            tahun_anggaran,
            tahap_dokumen,
            kd_opd,
            sum({{ kolom }}) as jumlah
        from {{ ref(mart) }}
        group by kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd
        having sum({{ kolom }}) is not null

    ),

    {{ mart }}_beda as (

        select
            coalesce(per_opd.kd_pemda, mart.kd_pemda) as kd_pemda,
            coalesce(per_opd.tahun_anggaran, mart.tahun_anggaran) as tahun_anggaran,
            coalesce(per_opd.tahap_dokumen, mart.tahap_dokumen) as tahap_dokumen,
            '{{ nama }}' as sisi,
            coalesce(sum(per_opd.jumlah), 0) as jumlah_dokumen,
            coalesce(sum(mart.jumlah), 0) as jumlah_sisi,
            'OPD ' || {{ gabung_unik(
                "case when coalesce(per_opd.jumlah, 0) <> coalesce(mart.jumlah, 0)"
                ~ " then coalesce(per_opd.kd_opd, mart.kd_opd) || ' (' || "
                ~ rupiah("(coalesce(mart.jumlah, 0) - coalesce(per_opd.jumlah, 0))") ~ " || ')' end"
            ) }} as letak
        from per_opd
        full outer join {{ mart }}_opd as mart
            on
                per_opd.kd_pemda = mart.kd_pemda
                and per_opd.tahun_anggaran = mart.tahun_anggaran
                and per_opd.tahap_dokumen = mart.tahap_dokumen
                and per_opd.kd_opd = mart.kd_opd
        group by
            coalesce(per_opd.kd_pemda, mart.kd_pemda),
            coalesce(per_opd.tahun_anggaran, mart.tahun_anggaran),
            coalesce(per_opd.tahap_dokumen, mart.tahap_dokumen)
        having count_if(coalesce(per_opd.jumlah, 0) <> coalesce(mart.jumlah, 0)) > 0

    ),
{% endfor %}

per_jenis as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_jenis,
        sum(plafon) as jumlah
    from {{ ref("stg_ppas__plafon") }}
    group by kd_pemda, tahun_anggaran, tahap_dokumen, kd_jenis

),

jenis_t1 as (

    select * from {{ ref("mart_kuappas_ringkasan") }}
    where level = 'jenis' and starts_with(kd_rekening, '5')

),

jenis_beda as (

    select
        coalesce(per_jenis.kd_pemda, t1.kd_pemda) as kd_pemda,
        coalesce(per_jenis.tahun_anggaran, t1.tahun_anggaran) as tahun_anggaran,
        coalesce(per_jenis.tahap_dokumen, t1.tahap_dokumen) as tahap_dokumen,
        {{ gabung_unik(
            "coalesce(per_jenis.kd_jenis, t1.kd_rekening) || ' (' || "
            ~ rupiah("(coalesce(t1.plafon_ppas, 0) - coalesce(per_jenis.jumlah, 0))") ~ " || ')'"
        ) }} as letak
    from per_jenis
    full outer join jenis_t1 as t1
        on
            per_jenis.kd_pemda = t1.kd_pemda
            and per_jenis.tahun_anggaran = t1.tahun_anggaran
            and per_jenis.tahap_dokumen = t1.tahap_dokumen
            and per_jenis.kd_jenis = t1.kd_rekening
    where coalesce(per_jenis.jumlah, 0) <> coalesce(t1.plafon_ppas, 0)
    group by
        coalesce(per_jenis.kd_pemda, t1.kd_pemda),
        coalesce(per_jenis.tahun_anggaran, t1.tahun_anggaran),
        coalesce(per_jenis.tahap_dokumen, t1.tahap_dokumen)

),

akun_t1 as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        max(case when kd_rekening = '5' then plafon_ppas end) as plafon_ppas
    from {{ ref("mart_kuappas_ringkasan") }}
    group by kd_pemda, tahun_anggaran, tahap_dokumen

),

-- Where a stage has a projection; akun 5 that the projection leaves out is a difference too.
akun_beda as (

    select
        dokumen.kd_pemda,
        dokumen.tahun_anggaran,
        dokumen.tahap_dokumen,
        'akun 5 proyeksi KUA (T1)' as sisi,
        dokumen.jumlah as jumlah_dokumen,
        coalesce(akun.plafon_ppas, 0) as jumlah_sisi,
        coalesce('jenis ' || jenis_beda.letak, 'akun 5 tidak sama dengan jumlah jenisnya') as letak
    from dokumen
    inner join akun_t1 as akun
        on
            dokumen.kd_pemda = akun.kd_pemda
            and dokumen.tahun_anggaran = akun.tahun_anggaran
            and dokumen.tahap_dokumen = akun.tahap_dokumen
    left join jenis_beda
        on
            dokumen.kd_pemda = jenis_beda.kd_pemda
            and dokumen.tahun_anggaran = jenis_beda.tahun_anggaran
            and dokumen.tahap_dokumen = jenis_beda.tahap_dokumen
    where akun.plafon_ppas is distinct from dokumen.jumlah

),

beda as (

    select * from akun_beda
    {% for mart, nama, kolom in sisi %}
        union all
        select * from {{ mart }}_beda
    {% endfor %}

)

select
    kd_pemda,
    tahun_anggaran,
    tahap_dokumen,
    sisi,
    jumlah_dokumen,
    jumlah_sisi,
    kd_pemda || ' TA ' || tahun_anggaran || ' ' || tahap_dokumen || ': jumlah plafon dokumen '
    || {{ rupiah("jumlah_dokumen") }} || ', ' || sisi || ' ' || {{ rupiah("jumlah_sisi") }}
    || ', selisih ' || {{ rupiah("(jumlah_sisi - jumlah_dokumen)") }} || '; berbeda pada ' || left(letak, 400) as pesan
from beda
order by pesan
