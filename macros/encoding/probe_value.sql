{#- A value of a probe as the type it has in staging. Just below the bound of a whole number
    lies the whole number before it, which has the same code; a flag never seen is null. -#}
{% macro probe_value(feature) -%}
    {%- set value = "int_model_probes." ~ feature.name -%}
    {%- if feature.kind == "integer" -%}
    cast(floor({{ value }}) as bigint)
    {%- elif feature.kind == "flag" -%}
    try_cast({{ value }} as boolean)
    {%- else -%}
    {{ value }}
    {%- endif -%}
{%- endmacro %}
