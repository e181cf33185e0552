{#- The code of one feature of one contact: 0 = missing or never seen in training.

    contacts: the alias of the typed contacts; arrays: the alias of the one row of
    `feature_arrays`; known: see `known_codes`. Only this macro knows how an engine reads an
    array. -#}
{% macro feature_code(feature, contacts, arrays, known={}) -%}
    {%- set value = contacts ~ "." ~ feature.name -%}
    {%- set array = arrays ~ "." ~ feature.name -%}
    {%- if feature.kind == "flag" and feature.name in known -%}
    {{ known_flag_code(value, *known[feature.name]) }}
    {%- elif feature.kind == "flag" -%}
    case
        when {{ value }} then {{ array }}_true_code
        when not {{ value }} then {{ array }}_false_code
        else 0
    end
    {%- elif feature.kind == "category" and feature.name in known -%}
    {{ known_level_code(value ~ "_text", known[feature.name]) }}
    {%- elif feature.kind == "category" -%}
    -- `greatest` skips nulls, and is cheaper than `coalesce`.
    greatest(list_position({{ array }}_levels, {{ value }}), 0)
    {%- elif feature.name in known -%}
    {{ known_number_code(value, array ~ "_codes", *known[feature.name]) }}
    {%- else -%}
    case
        {%- if feature.kind == "integer" %}
        when {{ value }} between {{ array }}_first and {{ array }}_last
            then {{ array }}_codes[{{ value }} - {{ array }}_first + 1]
        {%- endif %}
        when {{ value }} is null or {{ array }}_bounds is null then 0
        else {{ bin_search(value, array ~ "_bounds", search_depth(feature.bins)) }}
    end
    {%- endif -%}
{%- endmacro %}


{#- 1 + the number of bounds at or below a value, found by halving: a balanced tree of
    comparisons, written once by recursion (and not at all while dbt only parses).

    bounds: a list of 2^depth - 1 ascending doubles. lowest: the code of the first leaf. -#}
{% macro bin_search(value, bounds, depth, lowest=1) -%}
    {%- if depth == 0 or not execute -%}
    {{ lowest }}
    {%- else -%}
    {%- set half = 2 ** (depth - 1) -%}
    case when {{ value }} < {{ bounds }}[{{ lowest + half - 1 }}] then
    {{- " " ~ bin_search(value, bounds, depth - 1, lowest) }} else
    {{- " " ~ bin_search(value, bounds, depth - 1, lowest + half) }} end
    {%- endif -%}
{%- endmacro %}
