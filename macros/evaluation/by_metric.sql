{#- Metrics that are columns become rows: a join with all of their names, under the alias `names`,
    and the value of the one of each row.

    metrics: their names, as keys where they are a mapping. -#}
{% macro metric_names(metrics) -%}
    (
        values
        {%- for metric in metrics %}
        ({{ lit(metric) }}){{ "," if not loop.last }}
        {%- endfor %}
    ) as names (metric)
{%- endmacro %}


{#- metrics: a mapping of names to SQL expressions, or names alone, which are columns of
    `relation`. -#}
{% macro metric_value(metrics, relation=none) -%}
    cast(
        case names.metric
            {%- for metric in metrics %}
            when {{ lit(metric) }} then {{ relation ~ "." ~ metric if relation else metrics[metric] }}
            {%- endfor %}
        end as double
    )
{%- endmacro %}
