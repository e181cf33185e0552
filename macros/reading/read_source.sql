{#- The rows of one part, every column of the source under its own name.

    part: one entry of `contact_sources()`. CSV values arrive as text; Parquet and
    relations keep their types. Unreadable CSV lines go to DuckDB's `reject_errors`. -#}
{% macro read_source(part) %}
    {%- if part.type != "seed" -%}
    {%- do source("raw", part.role) -%} {#- draws the source in the lineage -#}
    {%- endif -%}
    {% if part.type == "seed" %}
        select * from {{ ref(part.location) }}
    {%- elif part.type == "relation" %}
        select * from {{ part.location }}
    {%- elif part.type == "parquet" %}
        select * from read_parquet({{ lit(part.location) }})
    {%- elif not execute %}
        select * from read_csv({{ lit(part.location) }})
    {%- else %}
        {%- set header = csv_header(part) %}
        select *
        from read_csv(
            {{ lit(part.location) }},
            auto_detect = false,
            header = true,
            delim = {{ lit(header.delimiter) }},
            quote = '"',
            escape = '"',
            columns = {
                {%- for column in header.columns %}
                {{ lit(column) }}: 'varchar'{{ "," if not loop.last }}
                {%- endfor %}
            },
            store_rejects = true
        )
    {%- endif %}
{% endmacro %}


{#- The separator and the column names of a CSV file, from its first line.

    DuckDB's own detection gives up, or guesses another dialect, where lines are broken;
    a header that is read on its own does not depend on them.
    returns: {delimiter, columns} -#}
{% macro csv_header(source) %}
    {% set lines = run_query(
        "select line from read_csv(" ~ lit(source.location) ~ ", auto_detect = false,"
        ~ " header = false, columns = {'line': 'varchar'}, delim = '\x01', quote = '',"
        ~ " escape = '', ignore_errors = true) limit 1"
    ) %}
    {% set line = (lines[0][0] if lines | length else "") | replace("\ufeff", "") %}
    {% set delimiter = namespace(character=var("csv_delimiter"), count=-1) %}
    {% if delimiter.character == "auto" %}
        {% for candidate in [",", ";", "\t", "|"] %}
            {% if line.count(candidate) > delimiter.count %}
                {% set delimiter.character = candidate %}
                {% set delimiter.count = line.count(candidate) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {% set columns = [] %}
    {% for name in line.split(delimiter.character) %}
        {% do columns.append(name | trim | trim('"') | trim) %}
    {% endfor %}
    {% if columns | length < 2 %}
        {% do stop_with(
            "The header of " ~ source.location ~ " is one column, `" ~ line | truncate(60, true)
            ~ "`, when cut at `" ~ delimiter.character ~ "`; set var `csv_delimiter` to the"
            ~ " character between its values."
        ) %}
    {% endif %}
    {% if columns | map("lower") | unique | list | length < columns | length %}
        {% do stop_with(
            "The header of " ~ source.location ~ " names a column twice: "
            ~ columns | join(", ") ~ ". Give each column a name of its own."
        ) %}
    {% endif %}
    {{ return({"delimiter": delimiter.character, "columns": columns}) }}
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
