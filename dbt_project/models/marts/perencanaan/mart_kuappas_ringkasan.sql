{% set uang = ["realisasi_n2", "apbd_n1_murni", "apbd_n1_perubahan", "proyeksi_rkpd", "plafon_ppas", "prakiraan_n1"] %}
{% set semua_uang = uang + ["apbd_n1"] %}

with proyeksi as (

    select
        *,
        coalesce(apbd_n1_perubahan, apbd_n1_murni) as apbd_n1,
        {% for kolom in uang %}
            {{ kolom }} is null {% if not loop.last %}or{% endif %}
        {% endfor %} as ada_kosong
    from {{ ref("stg_kua__proyeksi") }}

),

rekening as (

    select * from {{ ref("dim_rekening") }}

),

turunan as (

    select * from {{ ref("cfg_baris_turunan") }}

),

dokumen as (

    select distinct
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen
    from proyeksi

),

asli as (

    select
        proyeksi.kd_pemda,
        proyeksi.tahun_anggaran,
        proyeksi.tahap_dokumen,
        proyeksi.kd_rekening,
        case length(proyeksi.kd_rekening) when 1 then 'akun' when 3 then 'kelompok' else 'jenis' end as level,
        coalesce(proyeksi.nama_rekening, rekening.nama) as nama_rekening,
        {% for kolom in semua_uang %}
            proyeksi.{{ kolom }},
        {% endfor %}
        false as komponen_kosong
    from proyeksi
    left join rekening on proyeksi.kd_rekening = rekening.kode

),

dihitung as (

    select
        dokumen.kd_pemda,
        dokumen.tahun_anggaran,
        dokumen.tahap_dokumen,
        turunan.kd_baris as kd_rekening,
        'turunan' as level,
        max(turunan.nama_baris) as nama_rekening,
        {% for kolom in semua_uang %}
            -- A rekening that the document does not have is nought; one that it leaves empty is unknown.
            case
                when count_if(proyeksi.kd_rekening is not null and proyeksi.{{ kolom }} is null) = 0
                    then cast(sum(turunan.tanda * coalesce(proyeksi.{{ kolom }}, 0)) as decimal(20, 2))
            end as {{ kolom }},
        {% endfor %}
        count_if(proyeksi.ada_kosong) > 0 as komponen_kosong
    from dokumen
    inner join turunan on {{ berlaku_ta("turunan", "dokumen.tahun_anggaran") }}
    left join proyeksi
        on
            dokumen.kd_pemda = proyeksi.kd_pemda
            and dokumen.tahun_anggaran = proyeksi.tahun_anggaran
            and dokumen.tahap_dokumen = proyeksi.tahap_dokumen
            and turunan.kd_rekening = proyeksi.kd_rekening
    group by dokumen.kd_pemda, dokumen.tahun_anggaran, dokumen.tahap_dokumen, turunan.kd_baris

),

semua as (

    {% for asal in ["asli", "dihitung"] %}
        select
            kd_pemda,
            tahun_anggaran,
            tahap_dokumen,
            kd_rekening,
            level,
            nama_rekening,
            {% for kolom in semua_uang %}
                {{ kolom }},
            {% endfor %}
            komponen_kosong
        from {{ asal }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

mart_kuappas_ringkasan as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_rekening,
        level,
        nama_rekening,
        realisasi_n2,
        apbd_n1_murni,
        apbd_n1_perubahan,
        proyeksi_rkpd,
        plafon_ppas,
        prakiraan_n1,
        cast(plafon_ppas - proyeksi_rkpd as decimal(20, 2)) as selisih,
        cast(plafon_ppas - apbd_n1 as decimal(20, 2)) as selisih_thd_n1,
        {{ persen("(plafon_ppas - apbd_n1)", "apbd_n1") }} as perubahan_pct,
        {{ daftar([
            "case when apbd_n1 is null then 'APBD_N1_KOSONG' end",
            "case when apbd_n1 = 0 then 'APBD_N1_NOL' end",
            "case when komponen_kosong then 'KOMPONEN_KOSONG' end",
            "case when plafon_ppas is null and not komponen_kosong then 'PLAFON_KOSONG' end",
            "case when proyeksi_rkpd is null and not komponen_kosong then 'PROYEKSI_KOSONG' end",
        ]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from semua

)

select * from mart_kuappas_ringkasan
