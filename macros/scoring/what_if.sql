{#- What `scoring.score_customer` takes: every feature that is read, not computed, or, with
    `derived`, those that are computed from them. Those of the calendar too where the model
    leaves them out: other features may be computed from them. -#}
{% macro what_if_features(derived=false) %}
    {% set features = model_features(calendar=true) %}
    {% if derived %}
        {{ return(features | rejectattr("expression", "none") | list) }}
    {% endif %}
    {{ return(features | selectattr("expression", "none") | list) }}
{% endmacro %}


{#- An argument of `scoring.score_customer` as the value it would have in staging. -#}
{% macro what_if_value(feature) -%}
    {%- set types = {
        "category": "string", "flag": "boolean", "integer": "bigint", "number": "double"
    } -%}
    {%- set value = "cast(" ~ feature.name ~ " as " ~ types[feature.kind] ~ ")" -%}
    {%- if feature.missing | length -%}
    case when {{ value }} not in ({{ feature.missing | join(", ") }}) then {{ value }} end
    {%- else -%}
    {{ value }}
    {%- endif -%}
{%- endmacro %}
