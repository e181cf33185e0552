{#- The rows of one part, every column of the source under its own name.

    part: one entry of `contact_sources()`. CSV values arrive as text; everything else
    keeps its types. -#}
{% macro read_source(part) %}
    {%- if part.type == "ref" %}
    select * from {{ named_model(part) }}
    {%- else %}
    {%- do source("raw", part.role) %} {#- draws the source in the lineage #}
    select * from {{ part.location if part.type == "relation" else file_rows(part) }}
    {%- endif %}
{% endmacro %}


{#- The model, seed or snapshot of this or another package that a var names by `ref:`. Known
    while dbt parses, so that it is drawn in the lineage and built before. -#}
{% macro named_model(part) %}
    {% set relation = ref(*part.location.split(".")) %}
    {% if execute and flags.WHICH in ("build", "run") and not load_relation(relation) %}
        {% do stop_with(
            "Var `" ~ part.var ~ "` names the model " ~ part.location ~ ", but "
            ~ relation ~ " is no table or view of the database: build it, too"
            ~ " (dbt build --select +customer_segmentation), and not as ephemeral."
        ) %}
    {% endif %}
    {{ return(relation) }}
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
