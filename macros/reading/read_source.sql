{#- The rows of all sources in the order they are read: contacts first, then prospects. -#}
{% macro contact_rows() %}
    select
        row_number() over () as row_position,
        read_rows.*
    from (
        {%- for part in contact_sources() %}
        select
            {{ lit(part.role) }} as source_role,
            {{ lit(part.location) }} as source_name,
            {%- for column in absent_columns(part) %}
            null as {{ adapter.quote(column) }},
            {%- endfor %}
            source_rows.*
        from ({{ read_source(part) }}) as source_rows
        {{- "\n        " ~ union_by_name() if not loop.last }}
        {%- endfor %}
    ) as read_rows
{% endmacro %}


{#- The rows of one part, every column of the source under its own name, after `source_row`,
    `raw_line`, `read_error` and `line_count`.

    part: one entry of `contact_sources()`. CSV values arrive as text; everything else
    keeps its types. -#}
{% macro read_source(part) %}
    {%- if part.type == "csv" -%}
    {{ csv_rows(part) }}
    {%- else -%}
    select {{ row_places() }}, {{ kept_columns(part) }} from {{ source_relation(part) }} as kept_rows
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


{#- What holds the rows of one part: a model or seed, a table, or a call that reads a file. -#}
{% macro source_relation(part) %}
    {%- if part.type == "ref" -%}
    {{ named_model(part) }}
    {%- else -%}
    {%- do source("raw", part.role) -%} {#- draws the source in the lineage #}
    {{- part.location if part.type == "relation" else file_relation(part) -}}
    {%- endif -%}
{% endmacro %}


{#- The column names of one part, as it spells them. -#}
{% macro source_columns(source) %}
    {% if source.type == "csv" %}
        {{ return(csv_header(source).columns) }}
    {% endif %}
    {{ return(source_types(source).keys() | list) }}
{% endmacro %}


{#- The type of each column of a part that is no CSV file, by its name there. -#}
{% macro source_types(source) %}
    {% set types = {} %}
    {% for column in run_query("describe select * from " ~ source_relation(source)) %}
        {% do types.update({column[0]: column[1] | lower}) %}
    {% endfor %}
    {{ return(types) }}
{% endmacro %}


{#- The columns that are read as texts, in lower case: levels, flags, the outcome, a key. -#}
{% macro text_columns() %}
    {% set columns = [var("outcome").column | string | lower] %}
    {% for feature in read_features() if feature.kind in ("category", "flag") %}
        {% do columns.append(feature.column | string | lower) %}
    {% endfor %}
    {% for key in key_columns()
        if var("contact_key_type") == "text" %}
        {% do columns.append(key | string | lower) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}
