{#- Files. -#}

{#- The call that reads a file, as it is written before anything is known of the file. -#}
{% macro file_relation(part) -%}
    {{ "read_csv" if part.type == "csv" else "read_parquet" }}({{ lit(part.location) }})
{%- endmacro %}


{#- The rows of a CSV file, every value a text, after `source_row`, `raw_line`, `read_error` and
    `line_count`.

    DuckDB leaves out the lines of a CSV that it cannot read, and takes a stray quote for a
    value that ends thousands of lines below. `recount_lines` counts, and has a file whose
    lines are not all there read again from a copy without such lines. -#}
{% macro csv_rows(part) -%}
    {%- if not execute -%}
    select * from {{ source_relation(part) }}
    {%- else -%}
    {%- do source_relation(part) -%}
    {%- set copy = ask_package(
        "prepare_csv", path=part.location, separator=var("csv_delimiter")
    ) if flags.WHICH in ("build", "run") -%}
    {%- set header = csv_header(part) -%}
    {%- set places = ["source_row", "line_count", "read_error", "raw_line"] if copy else [] -%}
    select
        {{ "file_rows.* replace (
            cast(source_row as bigint) as source_row, cast(line_count as integer) as line_count
        )" if copy else row_places(line_count=1) ~ ", file_rows.*" }}
    from read_csv(
        {{ lit(copy or part.location) }},
        auto_detect = false,
        header = {{ "false" if copy else "true" }},
        delim = {{ lit(header.separator) }},
        quote = '"',
        escape = '"',
        {{ "new_line = '\\n'" if copy else "ignore_errors = true" }},
        columns = {
            {%- for column in places + header.columns %}
            {{ lit(column) }}: 'varchar'{{ "," if not loop.last }}
            {%- endfor %}
        }
    ) as file_rows
    {%- endif -%}
{%- endmacro %}


{#- All columns of a part that is no CSV file. A whole number that a column of doubles holds is
    the text of a whole number, where a text is read: 5.0 is the level that another file calls 5. -#}
{% macro kept_columns(part) -%}
    {%- set changed = [] -%}
    {%- if execute and flags.WHICH in ("build", "run") -%}
        {%- for column, type in source_types(part).items()
            if column | lower in text_columns() and type.startswith(("double", "float", "decimal")) -%}
            {%- set value = "kept_rows." ~ adapter.quote(column) -%}
            {%- do changed.append(
                "coalesce(case when " ~ value ~ " = trunc(" ~ value ~ ") then cast("
                ~ safe_cast(value, "bigint") ~ " as string) end, cast(" ~ value
                ~ " as string)) as " ~ adapter.quote(column)
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    kept_rows.*{{ " replace (" ~ changed | join(", ") ~ ")" if changed }}
{%- endmacro %}


{#- Where a row stands in its source, of a source every row of which can be read. -#}
{% macro row_places(line_count="null") -%}
    row_number() over () as source_row,
    cast(null as string) as raw_line,
    cast(null as string) as read_error,
    cast({{ line_count }} as integer) as line_count
{%- endmacro %}


{#- A hook: reads the sources again, with care, where a line of a CSV file became no row. -#}
{% macro recount_lines() %}
    {% if execute and "csv" in contact_sources() | map(attribute="type") %}
        {% for attempt in range(2) %}
            {% set counts = {} %}
            {% for row in run_query(
                "select source_name, count(*), sum(line_count) from " ~ this
                ~ " group by source_name"
            ) %}
                {% do counts.update({row[0]: row}) %}
            {% endfor %}
            {% set doubted = [] %}
            {% for part in contact_sources() if part.type == "csv" %}
                {% set row = counts.get(part.location, ("", 0, 0)) %}
                {% if not ask_package(
                    "recount_csv", path=part.location, separator=var("csv_delimiter"),
                    row_count=row[1] | int, taken_count=row[2] | int
                ) %}
                    {% do doubted.append(part.location) %}
                {% endif %}
            {% endfor %}
            {% if doubted %}
                {% do run_query("create or replace table " ~ this ~ " as " ~ contact_rows()) %}
            {% endif %}
        {% endfor %}
        {% do ask_package("forget_copies") %}
    {% endif %}
{% endmacro %}


{#- The separator and the column names of a CSV file, from its first line.
    returns: {separator, columns} -#}
{% macro csv_header(part) %}
    {{ return(ask_package(
        "describe_csv", path=part.location, separator=var("csv_delimiter")
    )) }}
{% endmacro %}


{#- The files that match a path or glob, sorted by name; stops where there is none or one
    is empty. While dbt only parses, the pattern itself stands for them. -#}
{% macro matching_files(var_name, pattern) %}
    {% if not execute %}
        {{ return([pattern]) }}
    {% endif %}
    {% set files = run_query(
        "select filename, size from read_blob(" ~ lit(pattern) ~ ") order by filename"
    ) if run_query("select 1 from glob(" ~ lit(pattern) ~ ") limit 1") | length else [] %}
    {% if not files | length %}
        {% do stop_with(
            "No file matches `" ~ var_name ~ ": " ~ pattern ~ "`. Correct the path; a relative"
            ~ " one starts where dbt was started."
        ) %}
    {% endif %}
    {% for file in files %}
        {% if file[1] == 0 %}
            {% do stop_with(
                "The file " ~ file[0] ~ " (var `" ~ var_name ~ "`) is empty; give a file with"
                ~ " a header and at least one row."
            ) %}
        {% endif %}
    {% endfor %}
    {% for file in files if is_parquet(file[0]) and file[1] < 100000000 %}
        {% do check_is_parquet(var_name, file[0]) %}
    {% endfor %}
    {{ return(files.columns[0].values() | list) }}
{% endmacro %}


{#- Whether the name of a file says that it is Parquet. -#}
{% macro is_parquet(file) %}
    {{ return(file.endswith((".parquet", ".pq"))) }}
{% endmacro %}


{#- Stops where a file that is called Parquet lacks its mark at both ends. -#}
{% macro check_is_parquet(var_name, file) %}
    {% if not run_query(
        "select content[1:4] = 'PAR1'::blob and content[-4:] = 'PAR1'::blob from read_blob("
        ~ lit(file) ~ ")"
    )[0][0] %}
        {% do stop_with(
            "The file " ~ file ~ " (var `" ~ var_name ~ "`) is not Parquet, as its name says;"
            ~ " give CSV, or Parquet with the ending .parquet."
        ) %}
    {% endif %}
{% endmacro %}
