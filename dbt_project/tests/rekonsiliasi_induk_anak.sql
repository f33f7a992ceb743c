-- In the summary of a KUA every rekening is the sum of the ones below it, in every money column.
{% set uang = ["realisasi_n2", "apbd_n1_murni", "apbd_n1_perubahan", "proyeksi_rkpd", "plafon_ppas", "prakiraan_n1"] %}

with baris as (

    select
        *,
        case level when 'kelompok' then left(kd_rekening, 1) when 'jenis' then left(kd_rekening, 3) end as kd_induk
    from {{ ref("mart_kuappas_ringkasan") }}

),

anak as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_induk,
        {% for kolom in uang %}
            sum({{ kolom }}) as {{ kolom }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from baris
    where kd_induk is not null
    group by kd_pemda, tahun_anggaran, tahap_dokumen, kd_induk

),

disandingkan as (

    {% for kolom in uang %}
        select
            anak.kd_pemda,
            anak.tahun_anggaran,
            anak.tahap_dokumen,
            anak.kd_induk,
            '{{ kolom }}' as kolom,
            induk.kd_rekening is null as tanpa_induk,
            induk.{{ kolom }} as nilai_induk,
            anak.{{ kolom }} as nilai_anak,
            -- Pembiayaan is written gross or net of what is paid out.
            case when anak.kd_induk = '6' then neto.{{ kolom }} end as nilai_neto
        from anak
        left join baris as induk
            on
                anak.kd_pemda = induk.kd_pemda
                and anak.tahun_anggaran = induk.tahun_anggaran
                and anak.tahap_dokumen = induk.tahap_dokumen
                and anak.kd_induk = induk.kd_rekening
        left join baris as neto
            on
                anak.kd_pemda = neto.kd_pemda
                and anak.tahun_anggaran = neto.tahun_anggaran
                and anak.tahap_dokumen = neto.tahap_dokumen
                and neto.kd_rekening = 'PEMBIAYAAN_NETO'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    kd_pemda,
    tahun_anggaran,
    tahap_dokumen,
    kd_induk,
    kolom,
    nilai_induk,
    nilai_anak,
    kd_pemda || ' TA ' || tahun_anggaran || ' ' || tahap_dokumen || ', rekening ' || kd_induk || ', kolom ' || kolom || ': '
    || case
        when tanpa_induk then 'tidak ada barisnya, jumlah anaknya '
        else {{ rupiah("nilai_induk") }} || ', jumlah anaknya '
    end
    || coalesce({{ rupiah("nilai_anak") }}, 'kosong')
    || case
        when nilai_induk is not null then ', selisih ' || {{ rupiah("(nilai_induk - nilai_anak)") }}
        else ''
    end as pesan
from disandingkan
where
    -- A value that the document leaves empty is not compared; a row that is missing is told once.
    (tanpa_induk and kolom = 'plafon_ppas')
    or (nilai_induk <> nilai_anak and coalesce(nilai_induk <> nilai_neto, true))
order by pesan
