{#- The code of one feature of one contact: 0 = missing or never seen in training.

    contacts: the alias of the typed contacts; arrays: the alias of the one row of
    `feature_arrays`; known: what `known_codes` returns. -#}
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
    {{ place_or_0(array ~ "_levels", value) }}
    {%- elif feature.name in known -%}
    {{ known_number_code(value, array ~ "_codes", *known[feature.name]) }}
    {%- else -%}
    case
        {%- if feature.kind == "integer" %}
        when {{ value }} between {{ array }}_first and {{ array }}_last
            then {{ element(array ~ "_codes", value ~ " - " ~ array ~ "_first + 1") }}
        {%- endif %}
        when {{ value }} is null or {{ array }}_bounds is null then 0
        else {{ bin_search(value, array ~ "_bounds", search_depth(feature.bins)) }}
    end
    {%- endif -%}
{%- endmacro %}


{#- The place of a value in an array; 0 where it is in none. `greatest` skips nulls, and is
    cheaper than `coalesce`. -#}
{% macro place_or_0(array, value) -%}
    greatest({{ place_in(array, value) }}, 0)
{%- endmacro %}


{#- The code of a category by its text. A text that means "not known" is no level, even of a
    model that was trained when it was one: a blank stands in its place, and texts are trimmed. -#}
{% macro known_level_code(text, levels) -%}
    {%- set missing = as_list(var("missing_tokens")) | map("lower") | list -%}
    {%- set texts = [] -%}
    {%- for level in levels -%}
        {%- do texts.append(lit(" " if level | lower in missing else level)) -%}
    {%- endfor -%}
    {{ place_or_0(array_of(texts), text) if texts else 0 }}
{%- endmacro %}


{#- The code of a flag whose codes, 0 to 2, are known; 0 for a value never seen. -#}
{% macro known_flag_code(value, true_code, false_code) -%}
    {%- set values = [] -%}
    {%- for code, text in [[true_code, "true"], [false_code, "false"]] | sort if code > 0 -%}
        {%- do values.append(text) -%}
    {%- endfor -%}
    {{ place_or_0(array_of(values), value) if values else 0 }}
{%- endmacro %}


{#- The code of a whole number between two known ones; beyond them lie the outer bins. -#}
{% macro known_number_code(value, codes, first, last) -%}
    case
        when {{ value }} between {{ first }} and {{ last }}
            then {{ element(codes, value ~ " - (" ~ (first - 1) ~ ")") }}
        when {{ value }} < {{ first }} then {{ element(codes, 1) }}
        when {{ value }} > {{ last }} then {{ element(codes, last - first + 1) }}
        else 0
    end
{%- endmacro %}


{#- A feature as the Python encoder reads it: a double, or a text. -#}
{% macro plain_value(feature, value=none) -%}
    cast({{ value or feature.name }} as {{ "double" if is_number(feature) else "string" }})
{%- endmacro %}
