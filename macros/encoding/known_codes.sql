{#- What the model of some arrays knows already while a query over them is compiled, by feature:

    category  its levels by code
    flag      the codes of true and of false
    integer   the first and the last value that `<feature>_codes` holds the code of

    A constant costs less than a column that holds the same: DuckDB evaluates a function of one
    dictionary-compressed column and constants once per distinct text, and whole numbers whose
    codes are all listed need no search. The codes are the same without it.

    Only for a query that runs at once: a view would keep the levels of a former model. Empty
    while dbt only parses and in unit tests; without what the arrays, of an earlier build
    perhaps, do not have.

    arrays: a relation with one row of `feature_arrays`. -#}
{% macro known_codes(arrays) %}
    {% set columns = column_types(arrays) %}
    {% set entries = [] %}
    {% for feature in model_features() %}
        {% set parts = {
            "category": ["_levels"] if is_read_as_text(feature) else [],
            "flag": ["_true_code", "_false_code"],
            "integer": ["_first", "_last"],
        }.get(feature.kind, []) %}
        {% if parts and feature.name ~ parts[0] in columns %}
            {% set values = feature.name ~ parts | join(", " ~ feature.name) %}
            {% do entries.append(
                feature.name ~ ": " ~ (values if parts | length == 1 else "[" ~ values ~ "]")
            ) %}
        {% endif %}
    {% endfor %}
    {% set rows = run_query(
        "select cast(to_json({" ~ entries | join(", ") ~ "}) as varchar) from " ~ arrays
    ).rows if entries else [] %}
    {% set known = {} %}
    {% for name, values in fromjson(rows[0][0] if rows | length else "{}").items() %}
        {% if none not in values %}
            {% do known.update({name: values}) %}
        {% endif %}
    {% endfor %}
    {{ return(known) }}
{% endmacro %}


{#- The code of a category by its text. A text that means "not known" is no level, even of a
    model that was trained when it was one: a blank stands in its place, and texts are trimmed. -#}
{% macro known_level_code(text, levels) -%}
    {%- set missing = var("missing_tokens") | map("lower") | list -%}
    {%- set texts = [] -%}
    {%- for level in levels -%}
        {%- do texts.append(lit(" " if level | lower in missing else level)) -%}
    {%- endfor -%}
    {{ "greatest(list_position([" ~ texts | join(", ") ~ "], " ~ text ~ "), 0)"
        if texts else 0 }}
{%- endmacro %}


{#- The code of a flag whose codes, 0 to 2, are known; 0 for a value never seen. -#}
{% macro known_flag_code(value, true_code, false_code) -%}
    {%- set values = [] -%}
    {%- for code, text in [[true_code, "true"], [false_code, "false"]] | sort if code > 0 -%}
        {%- do values.append(text) -%}
    {%- endfor -%}
    {{ "greatest(list_position([" ~ values | join(", ") ~ "], " ~ value ~ "), 0)"
        if values else 0 }}
{%- endmacro %}


{#- The code of a whole number between two known ones; beyond them lie the outer bins. -#}
{% macro known_number_code(value, codes, first, last) -%}
    case
        when {{ value }} between {{ first }} and {{ last }}
            then {{ codes }}[{{ value }} - {{ "(%d)" % (first - 1) if first < 1 else first - 1 }}]
        when {{ value }} < {{ first }} then {{ codes }}[1]
        when {{ value }} > {{ last }} then {{ codes }}[{{ last - first + 1 }}]
        else 0
    end
{%- endmacro %}
