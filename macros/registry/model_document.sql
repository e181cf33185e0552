{#- The parts of the document that is a model, by the type DuckDB reads each as. The
    document is described in `src/customer_segmentation/model_document.py`. -#}
{% macro model_document_part(part) -%}
    {%- set types = {
        "levels": {
            "feature": "VARCHAR", "code": "SMALLINT", "level": "VARCHAR",
            "lower_bound": "DOUBLE", "upper_bound": "DOUBLE", "train_count": "BIGINT",
        },
        "terms": {
            "term": "VARCHAR", "feature_1": "VARCHAR", "feature_2": "VARCHAR",
            "size_1": "BIGINT", "size_2": "BIGINT", "units": ["BIGINT"],
        },
        "calibrations": {
            "method": "VARCHAR", "knot_rank": "SMALLINT", "log_odds": "DOUBLE",
            "probability": "DOUBLE", "slope": "DOUBLE", "intercept": "DOUBLE",
            "is_fitted": "BOOLEAN",
        },
        "probes": {
            "probe_id": "BIGINT", "probe": "VARCHAR", "values": "JSON", "log_odds": "DOUBLE",
        },
    } -%}
    unnest(
        from_json(json_extract(content, '$.{{ part }}'), {{ lit(tojson([types[part]])) }})
    )
{%- endmacro %}


{#- A list of the document, as a list of `type`. -#}
{% macro json_list(path, type) -%}
    cast(json_extract(content, '$.{{ path }}') as {{ type }}[])
{%- endmacro %}


{#- Contributions are whole multiples of 2^-40 log-odds: sums of them are exact in double
    arithmetic, in any order and on any engine. -#}
{% macro contribution_unit() -%}
    cast({{ 2 ** -40 }} as double)
{%- endmacro %}
