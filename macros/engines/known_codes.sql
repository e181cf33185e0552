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
    {{ return(adapter.dispatch("known_codes", "customer_segmentation")(arrays)) }}
{% endmacro %}

{% macro default__known_codes(arrays) %}
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
