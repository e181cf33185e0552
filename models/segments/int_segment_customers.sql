-- One row per customer.
-- key: contact_id
{{ config(materialized="view", enabled=has_segments()) }}
{%- set settings = segmentation() %}

with

{%- if has_transactions() %}

transactions as (  -- noqa: ST03
    select
        customer_id,
        {%- for measure in segment_measures() %}
        {{ finite(settings[measure]) | indent(8) }} as {{ measure }}
        {{- "," if not loop.last }}
        {%- endfor %}
    from {{ ref("customer_transactions") }}
),
{%- endif %}

{%- if not has_contacts() %}

-- Without contacts there is no outcome to keep from them: all customers are fitted on.
customers as (
    select
        customer_id as contact_id,
        {{ split_value("train") }} as split,
        recency,
        frequency,
        monetary
    from transactions
)
{%- elif has_transactions() %}

customers as (
    select
        contacts.contact_id,
        contacts.split,
        transactions.recency,
        transactions.frequency,
        transactions.monetary
    from {{ ref("int_contact_splits") }} as contacts
    left join transactions
        on cast(contacts.contact_id as string) = transactions.customer_id
)
{%- else %}

customers as (
    select
        contact_id,
        split,
        {%- for measure in segment_measures() %}
        {{ finite(settings[measure]) | indent(8) }} as {{ measure }}
        {{- "," if not loop.last }}
        {%- endfor %}
    from {{ ref("int_contact_splits") }}
)
{%- endif %}

select * from customers
