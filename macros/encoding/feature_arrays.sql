{#- What encoding needs, as one row of arrays: `<feature>_levels` (texts by code) for
    categories, `<feature>_bounds` (lower bounds of the codes from 2 up, padded with infinity to
    2^depth - 1, so that every search takes the same steps) for numbers.

    levels: a relation or CTE with the columns of `int_feature_levels`.
    group: a column of it, for one row per value of that column. -#}
{% macro feature_arrays(levels, group=none) %}
    select
        {%- if group %}
        {{ group }},
        {%- endif %}
        {%- for feature in model_features() %}
        {%- set of_feature = "filter (where feature = " ~ lit(feature.name) %}
        {%- if is_number(feature) %}
        case
            when count(*) {{ of_feature }}) > 0
                then {{ padded_bounds(
                    "list(lower_bound order by code) " ~ of_feature ~ " and lower_bound is not null)",
                    2 ** search_depth(feature.bins) - 1
                ) }}
        end as {{ feature.name }}_bounds
        {%- else %}
        coalesce(list(level order by code) {{ of_feature }}), []) as {{ feature.name }}_levels
        {%- endif -%}
        {{ "," if not loop.last }}
        {%- endfor %}
    from {{ levels }}
    {%- if group %}
    group by {{ group }}
    {%- endif %}
{% endmacro %}


{#- A list of bounds, filled up with infinity to the length that the search expects. -#}
{% macro padded_bounds(bounds, length) -%}
    list_resize(coalesce({{ bounds }}, []), {{ length }}, cast('infinity' as double))
{%- endmacro %}


{#- The comparisons it takes to find one of so many bins. -#}
{% macro search_depth(bins) %}
    {% set depth = namespace(value=1) %}
    {% for step in range(8) %}
        {% if 2 ** depth.value < bins %}
            {% set depth.value = depth.value + 1 %}
        {% endif %}
    {% endfor %}
    {{ return(depth.value) }}
{% endmacro %}
