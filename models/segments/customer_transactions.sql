-- One row per customer with a transaction.
-- key: customer_id
{{ config(enabled=has_transactions()) }}

with

transactions as (
    select
        customer_id,
        purchased_on,
        amount
    from {{ ref("int_transactions") }}
    where is_readable
),

moments as (
    select {{ transactions_as_of("transactions") | indent(4) }} as as_of
),

{{ summarised_transactions() }}

select
    customer_id,
    first_purchase_on,
    last_purchase_on,
    purchase_count,
    repeat_purchase_count,
    active_days,
    days_since_last_purchase,
    tenure_days,
    total_amount,
    mean_purchase_amount,
    mean_repeat_amount,
    as_of
from summarised
