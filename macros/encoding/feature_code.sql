{#- The code of one feature of one contact: 0 = missing or never seen in training.

    contacts: the alias of the typed contacts; arrays: the alias of the one row of
    `feature_arrays`. Only this macro knows how an engine reads an array. -#}
{% macro feature_code(feature, contacts, arrays) -%}
    {%- set value = contacts ~ "." ~ feature.name -%}
    {%- if is_number(feature) -%}
    {%- set bounds = arrays ~ "." ~ feature.name ~ "_bounds" -%}
    case
        when {{ value }} is null or {{ bounds }} is null then 0
        else {{ bin_search(value, bounds, search_depth(feature.bins)) }}
    end
    {%- else -%}
    {%- set text = "cast(" ~ value ~ " as varchar)" if feature.kind == "flag" else value -%}
    coalesce(list_position({{ arrays }}.{{ feature.name }}_levels, {{ text }}), 0)
    {%- endif -%}
{%- endmacro %}


{#- 1 + the number of bounds at or below a value, found by halving: a balanced tree of
    comparisons, written once by recursion.

    bounds: a list of 2^depth - 1 ascending doubles. lowest: the code of the first leaf. -#}
{% macro bin_search(value, bounds, depth, lowest=1) -%}
    {%- if depth == 0 -%}
    {{ lowest }}
    {%- else -%}
    {%- set half = 2 ** (depth - 1) -%}
    case when {{ value }} < {{ bounds }}[{{ lowest + half - 1 }}] then
    {{- " " ~ bin_search(value, bounds, depth - 1, lowest) }} else
    {{- " " ~ bin_search(value, bounds, depth - 1, lowest + half) }} end
    {%- endif -%}
{%- endmacro %}
