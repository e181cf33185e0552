-- Every customer is in exactly one segment of the profiles.
{{ config(enabled=has_segments()) }}

with

profiles as (
    select
        sum(customer_count) as customer_count,
        sum(customer_share) as share_sum
    from {{ ref("segment_profiles") }}
),

customers as (
    select count(*) as customer_count
    from {{ ref("customer_segments") }}
)

select
    profiles.customer_count,
    profiles.share_sum,
    customers.customer_count as expected_count
from profiles
cross join customers
where
    profiles.customer_count <> customers.customer_count
    or abs(profiles.share_sum - 1) > 1e-9
