{# The verdict on one deadline, on the evening of the night (perwal/cfg_sla; see docs/definisi.md). #}
{% macro sla(status, selesai_tgl, tenggat) -%}
    case
        when {{ status }} in ('BUKAN_WEWENANG', 'ARSIP', 'DUPLIKAT') then 'DIKECUALIKAN'
        when {{ tenggat }} is null then 'NO_CALENDAR'
        when {{ selesai_tgl }} <= {{ tenggat }} then 'TEPAT'
        when {{ selesai_tgl }} > {{ tenggat }} then 'LEWAT'
        when {{ as_of() }} > {{ tenggat }} then 'LEWAT'
        else 'BERJALAN'
    end
{%- endmacro %}
