{#- Schemas are named after the folders of `models/`, without the prefix dbt adds: the
    object tree of the database is part of the product. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
