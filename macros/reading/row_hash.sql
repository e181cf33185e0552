{#- A hash of the raw values of a row and of how they are read: it differs where any feature
    may. It never leaves the database, so it may be the engine's own.

    Of raw values, not of features: DuckDB hashes a dictionary-compressed column once per
    distinct text. Of 32 bits, as what cannot be compressed is dear to write: a change goes
    unnoticed once in four billion. -#}
{% macro row_hash() -%}
    {%- set reading = [var("missing_tokens"), var("outcome")] -%}
    {%- for feature in declared_features() -%}
        {%- do reading.append(
            [feature.name, feature.column, feature.expression, feature.kind, feature.missing]
        ) -%}
    {%- endfor -%}
    cast(hash(
        {{ lit(local_md5(tojson(reading))) }}
        {%- for required in required_columns() %},
        {{ adapter.quote(required.column) }}
        {%- endfor %}
    ) >> 32 as uinteger)
{%- endmacro %}
