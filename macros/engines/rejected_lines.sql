{#- DuckDB keeps the lines a CSV scan could not read in temporary tables of the connection;
    this clears those of an earlier scan. -#}
{% macro forget_rejected_lines() %}
    drop table if exists temp.main.reject_errors;
    drop table if exists temp.main.reject_scans;
{% endmacro %}


{#- Adds the lines this scan could not read to the model they belong to, within its
    transaction. -#}
{% macro keep_rejected_lines() %}
    {% if execute and "csv" in contact_sources() | map(attribute="type") %}
    -- A line can be wrong in several ways; the first one is its reason.
    create or replace temporary table rejected_lines as
    select
        reject_scans.file_path as source_name,
        cast(reject_errors.line as bigint) - 1 as source_row,
        any_value(reject_errors.csv_line) as raw_line,
        lower(min_by(cast(reject_errors.error_type as varchar), reject_errors.column_idx))
            as read_error,
        -- How many readable rows came before it.
        cast(reject_errors.line as bigint) - 1 - row_number() over (
            partition by reject_scans.file_path order by reject_errors.line
        ) as rows_before
    from temp.main.reject_errors as reject_errors
    inner join temp.main.reject_scans as reject_scans
        on
            reject_errors.scan_id = reject_scans.scan_id
            and reject_errors.file_id = reject_scans.file_id
    group by reject_scans.file_path, reject_errors.line;

    -- The scan numbers readable rows only: make room for the lines between them.
    update {{ this }} as contact_rows
    set source_row = contact_rows.source_row + skipped.line_count
    from (
        select
            numbered.source_name,
            numbered.source_row,
            count(*) as line_count
        from {{ this }} as numbered
        inner join rejected_lines
            on
                numbered.source_name = rejected_lines.source_name
                and numbered.source_row > rejected_lines.rows_before
        group by numbered.source_name, numbered.source_row
    ) as skipped
    where
        contact_rows.source_name = skipped.source_name
        and contact_rows.source_row = skipped.source_row;

    insert into {{ this }} by name
    select
        {% for role in ("contacts", "prospects") -%}
        {{ "case" if loop.first }} when source_name in (
            {%- for source in contact_sources() if source.role == role -%}
            {{ lit(source.location) }}{{ ", " if not loop.last }}
            {%- else -%} null {%- endfor -%}
        ) then {{ lit(role) }}
        {% endfor %} end as source_role,
        source_name,
        source_row,
        raw_line,
        read_error
    from rejected_lines;
    {% endif %}
{% endmacro %}
