{#- What `scoring.score_customer` takes: every feature that is read, not computed. -#}
{% macro what_if_features() %}
    {{ return(model_features() | selectattr("expression", "none") | list) }}
{% endmacro %}


{#- An argument of `scoring.score_customer` as the value it would have in staging. -#}
{% macro what_if_value(feature) -%}
    {%- set types = {
        "category": "varchar", "flag": "boolean", "integer": "bigint", "number": "double"
    } -%}
    {%- set value = "cast(" ~ feature.name ~ " as " ~ types[feature.kind] ~ ")" -%}
    {%- if feature.missing | length -%}
    case when {{ value }} not in ({{ feature.missing | join(", ") }}) then {{ value }} end
    {%- else -%}
    {{ value }}
    {%- endif -%}
{%- endmacro %}
