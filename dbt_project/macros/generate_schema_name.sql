{# Marts live in the main schema under their own names; layers below have a schema each. On Spark, whose
   databases belong to everybody, all of them have our prefix. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%} {{ target.schema }}
    {%- elif target.type == "spark" -%} {{ env_var("LUMBUNG_DBT_SCHEMA", "lumbung") }}_{{ custom_schema_name | trim }}
    {%- else -%} {{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
