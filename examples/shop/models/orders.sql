-- One row per order.
-- key: order_id
with

customers as (
    select * from {{ ref("customers") }}
),

first_draws as (
    select
        *,
        {{ drawn("day", "customer_id") }} as day_draw,
        {{ drawn("items", "customer_id") }} as items_draw,
        {{ drawn("price", "customer_id") }} as price_draw,
        {{ drawn("category", "customer_id") }} as category_draw,
        {{ drawn("voucher", "customer_id") }} as voucher_draw,
        {{ drawn("delivery", "customer_id") }} as delivery_draw,
        {{ drawn("again", "customer_id") }} as again_draw,
        {{ drawn("wait", "customer_id") }} as wait_draw
    from customers
),

first_orders as (
    select
        *,
        date '2023-01-01' + cast(floor(480 * day_draw) as integer) as ordered_on,
        cast(1 + floor(6 * items_draw * items_draw) as integer) as item_count,
        case
            when category_draw < 0.35 then 'kitchen'
            when category_draw < 0.65 then 'garden'
            when category_draw < 0.85 then 'books'
            else 'toys'
        end as category,
        voucher_draw < case when channel = 'advert' then 0.6 else 0.2 end
            as has_used_voucher,
        cast(1 + floor(9 * delivery_draw) as integer) as delivery_days
    from first_draws
),

-- How many of 100 such customers order again within sixty days.
inclined as (
    select
        *,
        22
        + case channel when 'friend' then 22 when 'newsletter' then 10 else 0 end
        + case when is_newsletter_reader then 12 else 0 end
        - case
            when has_used_voucher and channel = 'advert' then 20
            when has_used_voucher then 4
            else 0
        end
        + case category when 'books' then 14 when 'garden' then -8 else 0 end
        - case
            when delivery_days > 6 and category = 'toys' then 24
            when delivery_days > 6 then 10
            else 0
        end
        + 2 * item_count as percent_again
    from first_orders
),

all_orders as (
    select
        customer_id || '-1' as order_id,
        customer_id,
        ordered_on,
        item_count,
        category,
        has_used_voucher,
        delivery_days,
        round(item_count * (8 + 40 * price_draw), 2) as amount_euros
    from inclined
    union all
    select
        customer_id || '-2' as order_id,
        customer_id,
        ordered_on + 1 + cast(floor(59 * wait_draw) as integer) as ordered_on,
        1 as item_count,
        category,
        false as has_used_voucher,
        delivery_days,
        round(8 + 40 * wait_draw, 2) as amount_euros
    from inclined
    where again_draw * 100 < percent_again
    union all
    -- Whoever comes back after the sixty days does so for reasons of their own.
    select
        customer_id || '-3' as order_id,
        customer_id,
        ordered_on + 61 + cast(floor(200 * wait_draw) as integer) as ordered_on,
        2 as item_count,
        'kitchen' as category,
        false as has_used_voucher,
        delivery_days,
        round(16 + 80 * price_draw, 2) as amount_euros
    from inclined
    where day_draw < 0.4 + 0.3 * price_draw
)

select * from all_orders
where ordered_on < {{ today() }}
