{#- What encoding needs, as one row of arrays.

    categories  `<feature>_levels`: texts by code
    flags       `<feature>_true_code`, `<feature>_false_code`
    numbers     `<feature>_bounds`: lower bounds of the codes from 2 up, padded with infinity to
                2^depth - 1, so that every search takes the same steps
    integers    besides, `<feature>_codes`: the code of every value from `<feature>_first` to
                `<feature>_last`, so that most values need no search; null where the bounds lie
                too far apart for that

    levels: a relation or CTE with the columns of `int_feature_levels`.
    group: a column of it, for one row per value of that column. -#}
{% macro feature_arrays(levels, group=none) %}
    with

    fitted as (
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
            end as {{ feature.name }}_bounds,
            ceil(min(lower_bound) {{ of_feature }})) as {{ feature.name }}_lowest,
            ceil(max(lower_bound) {{ of_feature }})) as {{ feature.name }}_highest
            {%- elif feature.kind == "flag" %}
            coalesce(max(code) {{ of_feature }} and level = 'true'), 0)
                as {{ feature.name }}_true_code,
            coalesce(max(code) {{ of_feature }} and level = 'false'), 0)
                as {{ feature.name }}_false_code
            {%- else %}
            coalesce(list(level order by code) {{ of_feature }}), []) as {{ feature.name }}_levels
            {%- endif -%}
            {{ "," if not loop.last }}
            {%- endfor %}
        from {{ levels }}
        {%- if group %}
        group by {{ group }}
        {%- endif %}
    ),

    -- Some values beyond the outer bounds too: many contacts may have one of them.
    spans as (
        select
            *
            {%- for feature in model_features() if feature.kind == "integer" %},
            {%- for name, edge in [("first", "lowest - 64"), ("last", "highest + 64")] %}
            case
                when {{ feature.name }}_highest - {{ feature.name }}_lowest < 16384
                    then cast({{ feature.name }}_{{ edge }} as bigint)
            end as {{ feature.name }}_{{ name }}
            {{- "," if not loop.last }}
            {%- endfor %}
            {%- endfor %}
        from fitted
    )

    select
        {%- if group %}
        {{ group }},
        {%- endif %}
        {%- for feature in model_features() %}
        {%- if feature.kind == "integer" %}
        {{ feature.name }}_first,
        {{ feature.name }}_last,
        list_transform(
            range({{ feature.name }}_first, {{ feature.name }}_last + 1),
            lambda value: cast(
                1 + len(list_filter({{ feature.name }}_bounds, lambda bound: bound <= value))
                as smallint
            )
        ) as {{ feature.name }}_codes,
        {%- endif %}
        {%- if is_number(feature) %}
        {{ feature.name }}_bounds
        {%- elif feature.kind == "flag" %}
        {{ feature.name }}_true_code,
        {{ feature.name }}_false_code
        {%- else %}
        {{ feature.name }}_levels
        {%- endif -%}
        {{ "," if not loop.last }}
        {%- endfor %}
    from spans
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
