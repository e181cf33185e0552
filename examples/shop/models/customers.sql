-- One row per customer who ever ordered. Invented: every value is drawn from a hash of the
-- customer's number, so that it is the same wherever this is built.
-- key: customer_id
with

numbers as (
    select nth from range(1, 1501) as numbers (nth)
),

draws as (
    select
        nth,
        {{ drawn("age", "nth") }} as age_draw,
        {{ drawn("channel", "nth") }} as channel_draw,
        {{ drawn("newsletter", "nth") }} as newsletter_draw
    from numbers
)

select
    'C' || lpad(cast(nth as varchar), 5, '0') as customer_id,
    'customer' || nth || '@example.com' as email,
    cast(18 + floor(62 * age_draw * age_draw) as integer) as age,
    case
        when channel_draw < 0.40 then 'search'
        when channel_draw < 0.65 then 'newsletter'
        when channel_draw < 0.85 then 'advert'
        else 'friend'
    end as channel,
    newsletter_draw < 0.45 as is_newsletter_reader
from draws
