-- One row per customer, as known on the day of the first order.
-- key: customer_id
with

customers as (
    select * from {{ ref("customers") }}
),

orders as (
    select * from {{ ref("orders") }}
),

first_days as (
    select
        customer_id,
        min(ordered_on) as first_ordered_on
    from orders
    group by customer_id
),

later_orders as (
    select
        orders.customer_id,
        count(*) as order_count
    from orders
    inner join first_days on orders.customer_id = first_days.customer_id
    where
        orders.ordered_on > first_days.first_ordered_on
        and orders.ordered_on <= first_days.first_ordered_on + 60
    group by orders.customer_id
)

select
    customers.customer_id,
    customers.email,
    customers.age,
    customers.channel,
    customers.is_newsletter_reader,
    first_orders.ordered_on as first_ordered_on,
    first_orders.amount_euros as first_amount_euros,
    first_orders.item_count as first_item_count,
    first_orders.category as first_category,
    first_orders.has_used_voucher,
    first_orders.delivery_days,
    -- Sixty days have to pass before it is known.
    case
        when first_orders.ordered_on + 60 < {{ today() }}
            then later_orders.order_count is not null
    end as has_reordered
from customers
inner join first_days on customers.customer_id = first_days.customer_id
inner join orders as first_orders
    on
        first_days.customer_id = first_orders.customer_id
        and first_days.first_ordered_on = first_orders.ordered_on
left join later_orders on customers.customer_id = later_orders.customer_id
