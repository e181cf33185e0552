-- One row: what summary and page say of vars and sources.
-- key: none, there is exactly one row
{{ config(materialized="table") }}
{%- set profit = threshold_policies().max_profit %}
{%- set sources = {"contacts": [], "prospects": []} %}
{%- set samples = [] %}
{%- for source in contact_sources() %}
{%- do sources[source.role].append(source.location.split("/")[-1]) %}
{%- do samples.append(source) if source.location == "sample_" ~ source.role %}
{%- endfor %}

with

base_rows as (
    select count(*) as read_count
    from {{ ref("base_contact_rows") }}
),

rejected_rows as (
    select count(*) as rejected_count
    from {{ ref("stg_rejected_contacts") }}
)

select
    base_rows.read_count,
    rejected_rows.rejected_count,
    {{ lit(var("contacts")) }} as contacts_location,
    {{ lit(sources.contacts | join(", ")) }} as contacts_source,
    {{ lit(sources.prospects | join(", ")) }} as prospects_source,
    {{ "true" if samples else "false" }} as is_synthetic,
    {{ lit(var("split").method) }} as split_method,
    cast({{ profit.subscription_value }} as double) as subscription_value,
    cast({{ profit.call_cost }} as double) as call_cost,
    {{ lit(var("report").contacts) }} as shown_contacts,
    {{ lit(var("outcome_word")) }} as outcome_word,
    {{ lit(key_columns() | join(", ")) }} as key_columns,
    {{ "true" if has_segments() else "false" }} as has_segments
from base_rows
cross join rejected_rows
