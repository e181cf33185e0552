{#- A hash of the raw values of a row and of how they are read: it differs where any feature
    may. -#}
{% macro row_hash() -%}
    {%- set reading = [var("missing_tokens"), var("outcome"), var("category_case")] -%}
    {%- for feature in declared_features() -%}
        {%- do reading.append(
            [feature.name, feature.column, feature.expression, feature.kind, feature.missing]
        ) -%}
    {%- endfor -%}
    {%- set values = [lit(local_md5(tojson(reading)))] -%}
    {%- for required in required_columns() -%}
        {%- do values.append(adapter.quote(required.column)) -%}
    {%- endfor -%}
    {{ hash_of(values) }}
{%- endmacro %}
