-- Calling one decile more never loses a subscriber; calling all of them calls everyone,
-- finds every subscriber and has no lift.

with

deciles as (
    select
        *,
        lag(cumulative_recall) over by_decile as cumulative_recall_before,
        lead(decile) over by_decile is null as is_last
    from {{ ref("lift_by_decile") }}
    window by_decile as (partition by model_id, split order by decile)
)

select *
from deciles
where
    cumulative_recall < cumulative_recall_before
    or (
        is_last
        and (
            cumulative_called_share <> 1
            or abs(coalesce(cumulative_recall, 1) - 1) > 1e-12
            or abs(coalesce(cumulative_lift, 1) - 1) > 1e-12
        )
    )
