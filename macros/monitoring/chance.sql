{#- The chance that a normal variable exceeds z, to 8e-8 (Abramowitz and Stegun 1964, 26.2.17). -#}
{% macro normal_tail(z) -%}
    {%- set t = "(1 / (1 + 0.2316419 * abs(" ~ z ~ ")))" -%}
    {%- set upper -%}
    exp(-power({{ z }}, 2) / 2) * 0.3989422804014327 * {{ t }} * (
        0.319381530 + {{ t }} * (
            -0.356563782 + {{ t }} * (
                1.781477937 + {{ t }} * (-1.821255978 + {{ t }} * 1.330274429)
            )
        )
    )
    {%- endset -%}
    case when {{ z }} >= 0 then {{ upper }} else 1 - ({{ upper }}) end
{%- endmacro %}


{#- Chi-square and its degrees as a normal variable (Wilson and Hilferty 1931). -#}
{% macro chi_square_as_normal(statistic, degrees) -%}
    (power(({{ statistic }}) / ({{ degrees }}), 1.0 / 3) - 1 + 2 / (9.0 * ({{ degrees }})))
    / sqrt(2 / (9.0 * ({{ degrees }})))
{%- endmacro %}


{#- What chi-square with so many degrees stays below in 95 of 100 cases, by the same formula. -#}
{% macro chi_square_bound(degrees) -%}
    ({{ degrees }}) * power(
        1 - 2 / (9.0 * ({{ degrees }})) + 1.6448536269514722 * sqrt(2 / (9.0 * ({{ degrees }}))), 3
    )
{%- endmacro %}


{#- How far a share exceeds another, of so many contacts each, as a normal variable: by their pooled
    share, less half a contact (Yates 1934); null where none or all of both count. -#}
{% macro share_difference_as_normal(share, n, other_share, m) -%}
    {%- set pooled = "((" ~ share ~ ") * " ~ n ~ " + (" ~ other_share ~ ") * " ~ m ~ ")"
        ~ " / cast(" ~ n ~ " + " ~ m ~ " as double)" -%}
    (({{ share }}) - ({{ other_share }}) - 0.5 / {{ n }}) / nullif(
        sqrt(greatest({{ pooled }} * (1 - {{ pooled }}), 0) * (1.0 / {{ n }} + 1.0 / {{ m }})), 0
    )
{%- endmacro %}


{#- Var `monitoring` with its defaults. -#}
{% macro monitoring_settings() %}
    {% set settings = {"periods": 3, "false_alert_share": 0.05, "alerts": "warn"} %}
    {% do settings.update(as_mapping(var("monitoring"))) %}
    {{ return(settings) }}
{% endmacro %}
