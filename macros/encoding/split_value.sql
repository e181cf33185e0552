{#- The splits as one byte each: as text they would be a tenth of what scoring costs. -#}
{% macro split_type() -%}
    enum('train', 'validation', 'test', 'score')
{%- endmacro %}


{#- One of the splits, as the constant that its column holds. -#}
{% macro split_value(name) -%}
    cast({{ lit(name) }} as {{ split_type() }})
{%- endmacro %}
