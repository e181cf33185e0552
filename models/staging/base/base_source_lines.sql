-- One row per CSV file.
-- key: source_name

with

files as (
    {%- for part in contact_sources() if part.type == "csv" %}
    {%- set lines = ask_package(
        "line_counts", path=part.location, separator=var("csv_delimiter")
    ) if execute and flags.WHICH in ("build", "run") else {"all": "null", "header": "null"} %}
    select
        {{ lit(part.location) }} as source_name,
        {{ lit(part.role) }} as source_role,
        {{ lines.all }} as line_count,
        {{ lines.header }} as header_line_count
    {{ "union all" if not loop.last }}
    {%- else %}
    select
        null as source_name,
        null as source_role,
        null as line_count,
        null as header_line_count
    where false
    {%- endfor %}
),

read_rows as (
    select
        source_name,
        count(*) as row_count,
        sum(line_count - 1) as inner_line_count
    from {{ ref("base_contact_rows") }}
    group by source_name
),

counted as (
    select
        cast(files.source_name as string) as source_name,
        cast(files.source_role as string) as source_role,
        cast(files.line_count as bigint) as line_count,
        cast(files.header_line_count as bigint) as header_line_count,
        coalesce(read_rows.row_count, 0) as row_count,
        cast(coalesce(read_rows.inner_line_count, 0) as bigint) as inner_line_count
    from files
    left join read_rows on files.source_name = read_rows.source_name
)

select
    *,
    line_count - header_line_count - row_count - inner_line_count as empty_line_count
from counted
