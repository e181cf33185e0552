{#- A measure with its heavy tail tamed. Nothing known of recency or frequency means never;
    what is not known of the monetary value stays null.

    recency: 1 / (1 + days / scale), from 1 (today) to 0 (never), so that never is the limit of
    long ago; frequency: ln(1 + times), times capped at the scale; monetary value: the signed
    ln(1 + amount / scale), which is a line near zero and a logarithm far from it. -#}
{% macro tamed(measure, value, scale) -%}
    {%- if measure == "recency" -%}
    case
        when {{ value }} is null then 0.0
        else 1.0 / (1.0 + greatest({{ value }}, 0.0) / {{ scale }})
    end
    {%- elif measure == "frequency" -%}
    ln(1.0 + least(greatest(coalesce({{ value }}, 0.0), 0.0), {{ scale }}))
    {%- else -%}
    sign({{ value }}) * ln(1.0 + abs({{ value }}) / {{ scale }})
    {%- endif -%}
{%- endmacro %}


{#- A tamed measure in units of 2^-20 standard deviations from the mean, a whole number as a
    double. Beyond 16 deviations all is alike, and what is not known is the mean (`greatest` would pass over a null): so products
    and squared distances are exact, in any order and on any engine. -#}
{% macro standard_units(tamed_value, mean, inverse_deviation) -%}
    floor(
        least(greatest(
            coalesce(({{ tamed_value }} - {{ mean }}) * {{ inverse_deviation }}, 0.0), -16.0
        ), 16.0) * 1048576.0 + 0.5
    )
{%- endmacro %}


{#- The three measures of the rows of `relation` in units, by the row `transformation`.
    carried: other columns to keep. -#}
{% macro with_units(relation, transformation, carried) %}
    select
        {%- for column in carried + segment_measures() %}
        customers.{{ column }},
        {%- endfor %}
        {%- for measure in segment_measures() %}
        {{ standard_units(
            tamed(measure, "customers." ~ measure, "transformation." ~ measure ~ "_scale"),
            "transformation." ~ measure ~ "_mean",
            "transformation." ~ measure ~ "_inverse_deviation",
        ) | indent(8) }} as {{ measure }}_units{{ "," if not loop.last }}
        {%- endfor %}
    from {{ relation }} as customers
    cross join {{ transformation }} as transformation
{% endmacro %}


{#- A measure as a double; null where it is not known or not finite. -#}
{% macro finite(expression) -%}
    case
        when abs(cast({{ expression }} as double)) < cast('infinity' as double)
            then cast({{ expression }} as double)
    end
{%- endmacro %}
