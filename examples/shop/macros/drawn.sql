{#- A number from 0 to below 1, drawn from a hash of a name and a key: the same everywhere. -#}
{% macro drawn(name, key) -%}
    (cast('0x' || substr(md5('{{ name }} ' || {{ key }}), 1, 8) as bigint) / 4294967296.0)
{%- endmacro %}


{#- The day on which the shop looks at its customers. -#}
{% macro today() -%}
    date '2024-05-01'
{%- endmacro %}
