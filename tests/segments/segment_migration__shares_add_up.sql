-- Those who leave a segment arrive somewhere: the shares moved out of it add up to 1.
-- By shares, those of each period do.
{{ config(enabled=has_segments()) }}

select
    method,
    to_period,
    from_segment_id,
    sum(moved_share) as share_sum
from {{ ref("segment_migration") }}
where method = 'by customer'
group by method, to_period, from_segment_id
having abs(sum(moved_share) - 1) > 1e-9
union all
select
    method,
    to_period,
    cast(null as smallint) as from_segment_id,
    sum(to_share) as share_sum
from {{ ref("segment_migration") }}
where method = 'by share'
group by method, to_period
having abs(sum(to_share) - 1) > 1e-9
