-- One row per transaction as it was read.
-- key: none, a customer may buy the same twice
{{ config(
    materialized="table",
    enabled=has_transactions(),
    post_hook="{{ check_transaction_rows() }}",
) }}
{%- set transactions = transaction_settings() %}
{%- do check_transaction_columns() if has_transactions() %}

with

source_rows as (
    {%- for source in (transaction_sources() if has_transactions() else []) %}
    select
        trim(cast({{ adapter.quote(transactions.customer) }} as string)) as customer_id,
        {{ safe_cast(adapter.quote(transactions.at), "timestamp") }} as purchased_at,
        -- As a decimal, so that sums do not depend on the order of the rows.
        {{ safe_cast(adapter.quote(transactions.amount), "decimal(28, 6)") }} as amount
    from ({{ read_source(source) }}) as source_rows
    {{- "\n    union all" if not loop.last }}
    {%- else %}
    select
        cast(null as string) as customer_id,
        cast(null as timestamp) as purchased_at,
        cast(null as decimal(28, 6)) as amount
    {%- endfor %}
),

typed as (
    select
        customer_id,
        cast(purchased_at as date) as purchased_on,
        amount,
        coalesce(customer_id <> '', false)
        and purchased_at is not null
        and amount is not null as is_readable
    from source_rows
)

select * from typed
