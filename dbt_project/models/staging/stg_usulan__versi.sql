-- Every version that was ever delivered, the present one included: SIPD keeps only the last status.
-- An aspiration has no budget year of its own.
{% set usulan = [("sipd_usulan", "USL:"), ("sipd_pokir", "PKR:")] %}
with versi as (

    {% for sumber, awalan in usulan %}
        {% for tabel in [sumber, sumber ~ "_riwayat"] %}
            select
                kd_pemda,
                tahun_anggaran,
                '{{ sumber }}' as sumber,
                id_usulan,
                '{{ awalan }}' || id_usulan as anggota,
                tahap,
                {{ keputusan_usulan() }} as keputusan,
                kd_kelurahan,
                created_date as dibuat_tgl,
                update_at as versi_at,
                {{ tgl_wib("update_at") }} as versi_tgl,
                {{ "true" if loop.first else "false" }} as is_terkini,
                _seq,
                _row
            from {{ source("silver", tabel) }}
            union all
        {% endfor %}
    {% endfor %}
    {% for tabel in ["sarapan_aspirasi", "sarapan_aspirasi_riwayat"] %}
        select
            kd_pemda,
            null as tahun_anggaran,
            'sarapan_aspirasi' as sumber,
            id as id_usulan,
            'SRP:' || id as anggota,
            tahap,
            keputusan_teks as keputusan,
            kd_kelurahan,
            {{ tgl_wib("tanggal") }} as dibuat_tgl,
            diperbarui as versi_at,
            {{ tgl_wib("diperbarui") }} as versi_tgl,
            {{ "true" if loop.first else "false" }} as is_terkini,
            _seq,
            _row
        from {{ source("silver", tabel) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

stg_usulan__versi as (

    select
        kd_pemda,
        tahun_anggaran,
        sumber,
        id_usulan,
        anggota,
        tahap,
        keputusan,
        kd_kelurahan,
        dibuat_tgl,
        versi_at,
        versi_tgl,
        is_terkini,
        _seq,
        _row
    from versi

)

select * from stg_usulan__versi
