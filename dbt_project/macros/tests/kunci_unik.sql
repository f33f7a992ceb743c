{# One row per key, and no key column empty: rows that break either are returned. `malam`: a column with
   the night that a row belongs to; an incremental build looks at the months that it rebuilt. #}
{% test kunci_unik(model, kolom, malam=none) %}
    select {{ kolom | join(", ") }}, count(*) as jumlah_baris
    from {{ model }}
    {% if malam is not none and var("irisan") is not none %}
        where {{ awal_bulan(malam) }} in ({{ bulan_mutu() }})
    {% endif %}
    group by {{ kolom | join(", ") }}
    having count(*) > 1 {% for k in kolom %}or {{ k }} is null {% endfor %}
{% endtest %}
