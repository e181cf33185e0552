-- What is clustered is every customer that segments are fitted on, once.
{{ config(enabled=has_segments()) }}

with

points as (
    select coalesce(sum(contact_count), 0) as contact_count
    from {{ ref("int_segmentation_points") }}
),

customers as (
    select count(*) as customer_count
    from {{ ref("int_segmentation_customers") }}
)

select
    points.contact_count,
    customers.customer_count
from points
cross join customers
where points.contact_count <> customers.customer_count
