-- One row per row of the sources, readable or not.
-- key: source_name, source_row
{{
    config(
        materialized="view" if reads_own_relations_only() else "table",
        pre_hook="{{ forget_rejected_lines() }}",
        post_hook=["{{ keep_rejected_lines() }}", "{{ stop_at_first(contact_faults(this)) }}"],
    )
}}
{%- set sources = contact_sources() %}

with

-- Source rows in the order they are read: contacts first, then prospects.
read_rows as (
    {%- for source in sources %}
    select
        {{ lit(source.role) }} as source_role,
        {{ lit(source.location) }} as source_name,
        row_number() over () as source_row,
        {%- for column in absent_columns(source) %}
        null as {{ adapter.quote(column) }},
        {%- endfor %}
        source_rows.*
    from ({{ read_source(source) }}) as source_rows
    {{- "\n    " ~ union_by_name() if not loop.last }}
    {%- endfor %}
)

select
    row_number() over () as row_position,
    cast(null as string) as raw_line,
    cast(null as string) as read_error,
    read_rows.*
from read_rows
