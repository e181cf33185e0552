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
            {%- set of_feature = "feature = " ~ lit(feature.name) %}
            {%- if is_number(feature) %}
            case
                when count(*) filter (where {{ of_feature }}) > 0
                    then {{ padded_bounds(
                        collected("lower_bound", "code", of_feature ~ " and lower_bound is not null"),
                        feature.bins
                    ) }}
            end as {{ feature.name }}_bounds,
            ceil(min(lower_bound) filter (where {{ of_feature }})) as {{ feature.name }}_lowest,
            ceil(max(lower_bound) filter (where {{ of_feature }})) as {{ feature.name }}_highest
            {%- elif feature.kind == "flag" %}
            {%- for value in ("true", "false") %}
            coalesce(max(code) filter (where {{ of_feature }} and level = '{{ value }}'), 0)
                as {{ feature.name }}_{{ value }}_code{{ "," if not loop.last }}
            {%- endfor %}
            {%- else %}
            coalesce({{ collected("level", "code", of_feature) }}, {{ array_of([]) }})
                as {{ feature.name }}_levels
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
            {%- for feature in model_features() if feature.kind == "integer" %}
            {%- for name, edge in [("first", "lowest - 64"), ("last", "highest + 64")] %},
            case
                when {{ feature.name }}_highest - {{ feature.name }}_lowest < 16384
                    then cast({{ feature.name }}_{{ edge }} as bigint)
            end as {{ feature.name }}_{{ name }}
            {%- endfor %}
            {%- endfor %}
        from fitted
    )

    select
        {%- if group %}
        {{ group }},
        {%- endif %}
        {%- for feature in model_features() %}
        {%- set name = feature.name %}
        {%- if feature.kind == "integer" %}
        {{ name }}_first,
        {{ name }}_last,
        {{ mapped(
            series(name ~ "_first", name ~ "_last"),
            "number",
            "cast(1 + " ~ count_at_most(name ~ "_bounds", "number") ~ " as smallint)"
        ) }} as {{ name }}_codes,
        {%- endif %}
        {{ {
            "category": name ~ "_levels",
            "flag": name ~ "_true_code, " ~ name ~ "_false_code",
        }.get(feature.kind, name ~ "_bounds") }}
        {{- "," if not loop.last }}
        {%- endfor %}
    from spans
{% endmacro %}


{#- Bounds as `bin_search` expects them for so many bins: filled up with infinity. -#}
{% macro padded_bounds(bounds, bins) -%}
    {{ padded(bounds, 2 ** search_depth(bins) - 1, "cast('infinity' as double)") }}
{%- endmacro %}
