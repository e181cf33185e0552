{#- Files. -#}

{#- The rows of a file. Lines of CSV that cannot be read go to DuckDB's `reject_errors`. -#}
{% macro file_rows(part) -%}
    {%- if part.type == "parquet" -%}
    read_parquet({{ lit(part.location) }})
    {%- elif not execute -%}
    read_csv({{ lit(part.location) }})
    {%- else -%}
    {%- set header = csv_header(part) -%}
    read_csv(
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
    {%- endif -%}
{%- endmacro %}


{#- The separator and the column names of a CSV file, from its first line.

    DuckDB's own detection gives up, or guesses another dialect, where lines are broken;
    a header that is read on its own does not depend on them. A column without a name is
    `column_<position>`.
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
        {% do columns.append(name | trim | trim('"') | trim or "column_" ~ loop.index) %}
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
    {% for file in files if file[1] < 100000000 %}
        {% do check_file_content(var_name, file[0]) %}
    {% endfor %}
    {{ return(files.columns[0].values() | list) }}
{% endmacro %}


{#- Stops where a file is not of the kind that its name says: Parquet without its mark at both
    ends, or a CSV with a zero byte. -#}
{% macro check_file_content(var_name, file) %}
    {% set is_parquet = file.endswith((".parquet", ".pq")) %}
    {% set is_as_named = run_query(
        "select " ~ (
            "content[1:4] = 'PAR1'::blob and content[-4:] = 'PAR1'::blob" if is_parquet
            else "not regexp_matches(hex(content[1:4096]), '^(..)*00')"
        ) ~ " from read_blob(" ~ lit(file) ~ ")"
    )[0][0] %}
    {% if not is_as_named %}
        {% do stop_with(
            "The file " ~ file ~ " (var `" ~ var_name ~ "`) is not "
            ~ ("Parquet, as its name says" if is_parquet else "a text file")
            ~ "; give CSV, or Parquet with the ending .parquet."
        ) %}
    {% endif %}
{% endmacro %}
