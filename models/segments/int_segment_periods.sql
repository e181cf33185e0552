-- One row per customer or contact x period: the segment it was in.
-- key: none, a customer without a key of its own may be there twice
{{ config(materialized="view", enabled=has_segments()) }}
-- depends_on: {{ ref("int_earlier_segments") }}, which some vars alone read
{%- set method = migration_method() %}

with

{% if method.periods == "moments" -%}
transactions as (
    select
        customer_id,
        purchased_on,
        amount
    from {{ ref("int_transactions") }}
    where is_readable
),

-- The same stored segmentation at two moments, a month apart.
moments as (
    select cast(as_of - interval 1 month as date) as as_of
    from (select max(as_of) as as_of from {{ ref("customer_transactions") }}) as latest
    union all
    select max(as_of) as as_of
    from {{ ref("customer_transactions") }}
),

{{ summarised_transactions() }},

customers as (
    select
        customer_id,
        cast(as_of as string) as period,
        {%- for measure in segment_measures() %}
        {{ finite(segmentation()[measure]) | indent(8) }} as {{ measure }}
        {{- "," if not loop.last }}
        {%- endfor %}
    from summarised
),

segmentation as (
    select * from {{ ref("int_active_segmentation") }}
),

points as (
    {{- with_units("customers", "segmentation", ["customer_id", "period"]) }}
),

{{ assigned_segments("points", "segmentation", ["customer_id", "period"]) }}

select
    assigned.customer_id,
    assigned.period,
    names.segment_id
from assigned
inner join {{ ref("segment_names") }} as names
    on names.is_active and assigned.cluster_number = names.cluster_number
{%- elif method.periods == "months" -%}
dated as (
    select
        {% if method.is_by_customer -%}
        cast({{ segmentation().customer }} as string) as customer_id,
        {%- else -%}
        cast(null as string) as customer_id,
        {%- endif %}
        contact_id,
        contacted_on,
        substr(cast(contacted_on as string), 1, 7) as period
    from {{ ref("stg_contacts") }}
    where contacted_on is not null
),

-- Of a customer with several contacts in a month, the last one.
latest as (
    select
        *,
        row_number() over (
            partition by
                period, coalesce(customer_id, 'contact ' || cast(contact_id as string))
            order by contacted_on desc, contact_id desc
        ) as contact_rank
    from dated
)

select
    latest.customer_id,
    latest.period,
    customer_segments.segment_id
from latest
inner join {{ ref("customer_segments") }} as customer_segments
    on latest.contact_id = customer_segments.contact_id
where latest.contact_rank = 1
{%- else -%}
builds as (
    select
        contact_id,
        segment_id,
        'before this build' as period
    from {{ ref("int_earlier_segments") }}
    union all
    select
        contact_id,
        segment_id,
        'this build' as period
    from {{ ref("customer_segments") }}
)

select
    {{ "cast(contact_id as string)" if method.is_by_customer else "cast(null as string)" }}
        as customer_id,
    period,
    segment_id
from builds
{%- endif %}
