{#- The document that is a model, or a segmentation, as DuckDB reads it: `content` of the store,
    described in the package. No other engine needs to: both are fitted where DuckDB is. -#}

{#- One row per entry of a part of the document, as a struct. -#}
{% macro document_rows(part, document="model") -%}
    {%- set types = {
        "model": {
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
        },
        "segmentation": {
            "measures": {
                "measure": "VARCHAR", "expression": "VARCHAR", "scale": "DOUBLE",
                "mean": "DOUBLE", "inverse_deviation": "DOUBLE",
            },
            "cuts": {
                "measure": "VARCHAR", "score": "SMALLINT", "lower_bound": "DOUBLE",
                "upper_bound": "DOUBLE", "train_count": "BIGINT", "score_count": "SMALLINT",
            },
            "selection": {
                "count": "SMALLINT", "inertia": "DOUBLE", "silhouette": "DOUBLE",
                "davies_bouldin": "DOUBLE", "smallest_share": "DOUBLE", "stability": ["DOUBLE"],
                "is_chosen": "BOOLEAN", "reason": "VARCHAR",
            },
            "segments": {
                "segment_id": "SMALLINT", "recency_units": "DOUBLE",
                "frequency_units": "DOUBLE", "monetary_units": "DOUBLE", "recency": "DOUBLE",
                "frequency": "DOUBLE", "monetary": "DOUBLE", "train_count": "BIGINT",
                "stability": "DOUBLE", "change": "VARCHAR", "moved": "DOUBLE",
            },
            "probes": {
                "probe_id": "BIGINT", "probe": "VARCHAR", "recency": "DOUBLE",
                "frequency": "DOUBLE", "monetary": "DOUBLE", "recency_units": "DOUBLE",
                "frequency_units": "DOUBLE", "monetary_units": "DOUBLE",
                "segment_id": "SMALLINT",
            },
        },
    }[document][part] -%}
    unnest(from_json(json_extract(content, '$.{{ part }}'), {{ lit(tojson([types])) }}))
{%- endmacro %}


{#- One row per item of a list of the document. -#}
{% macro document_items(path, type) -%}
    unnest(cast(json_extract(content, '$.{{ path }}') as {{ type }}[]))
{%- endmacro %}


{#- One value of the document; without a type, as JSON. -#}
{% macro document_value(path, type=none, content="content") -%}
    {%- set way = content ~ ", '$." ~ path ~ "')" -%}
    {%- if type == "string" -%}
    json_extract_string({{ way }}
    {%- else -%}
    {{ "cast(json_extract(" ~ way ~ " as " ~ type ~ ")" if type else "json_extract(" ~ way }}
    {%- endif -%}
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
