-- One row per protocol: what it asks for.
-- key: protocol
{{ config(materialized="view") }}

{%- for entry in study_protocols() %}

select
    {{ lit(entry.protocol) }} as protocol,
    {{ loop.index }} as protocol_rank,
    {{ lit(entry.splits.method) }} as split_method,
    {{ entry.uses_calendar | lower }} as uses_calendar,
    {{ lit(tojson(entry, sort_keys=true)) }} as settings
{{ "union all" if not loop.last }}
{%- endfor %}
