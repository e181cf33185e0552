{#- The document that is a model, as DuckDB reads it: `content` of the store, described in the
    package's `model_document`. No other engine needs to: models are trained where DuckDB is. -#}

{#- One row per entry of a part of the document, as a struct. -#}
{% macro document_rows(part) -%}
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


{#- One row per item of a list of the document. -#}
{% macro document_items(path, type) -%}
    unnest(cast(json_extract(content, '$.{{ path }}') as {{ type }}[]))
{%- endmacro %}


{#- One value of the document; without a type, as JSON. -#}
{% macro document_value(path, type=none) -%}
    {%- set value = "json_extract(content, '$." ~ path ~ "')" -%}
    {{ "cast(" ~ value ~ " as " ~ type ~ ")" if type else value }}
{%- endmacro %}


{#- The value of a feature in a probe of the document. -#}
{% macro probe_value(probe, feature) -%}
    {%- if is_number(feature) -%}
    cast(json_extract({{ probe }}.values, '$.{{ feature.name }}') as double)
    {%- else -%}
    json_extract_string({{ probe }}.values, '$.{{ feature.name }}')
    {%- endif -%}
{%- endmacro %}


{#- Contributions are whole multiples of 2^-40 log-odds: sums of them are exact in double
    arithmetic, in any order and on any engine. -#}
{% macro units_per_log_odds() %}
    {{ return(2 ** 40) }}
{% endmacro %}


{#- One such unit in log-odds. -#}
{% macro contribution_unit() -%}
    cast({{ 1 / units_per_log_odds() }} as double)
{%- endmacro %}
