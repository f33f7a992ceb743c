{# One row per key, and no key column empty: rows that break either are returned. #}
{% test kunci_unik(model, kolom) %}
    select {{ kolom | join(", ") }}, count(*) as jumlah_baris
    from {{ model }}
    group by {{ kolom | join(", ") }}
    having count(*) > 1 {% for k in kolom %}or {{ k }} is null {% endfor %}
{% endtest %}
