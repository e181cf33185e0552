-- One row per customer: its segment in the build before, where that can be compared.
-- key: contact_id
{{ config(materialized="table", enabled=has_segments()) }}
{%- set earlier = earlier_customer_segments() %}

select
    contact_id,
    segment_id
from
    {%- if earlier %} {{ earlier }}
    {%- else %} (
        select
            contact_id,
            cast(null as smallint) as segment_id
        from {{ ref("int_segment_customers") }}
        where false
    ) as no_customers
    {%- endif %}
