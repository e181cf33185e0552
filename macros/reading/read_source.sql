{#- The rows of one part, every column of the source under its own name.

    part: one entry of `contact_sources()`. CSV values arrive as text; Parquet and
    relations keep their types. -#}
{% macro read_source(part) %}
    {%- if part.type == "seed" %}
    select * from {{ ref(part.location) }}
    {%- else %}
    {%- do source("raw", part.role) %} {#- draws the source in the lineage #}
    select * from {{ part.location if part.type == "relation" else file_rows(part) }}
    {%- endif %}
{% endmacro %}


{#- The column names of one part, as it spells them. -#}
{% macro source_columns(source) %}
    {% if source.type == "csv" %}
        {{ return(csv_header(source).columns) }}
    {% endif %}
    {% set columns = [] %}
    {% for column in run_query("describe " ~ read_source(source)) %}
        {% do columns.append(column[0]) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}
