-- The scores of a measure leave no gap between them and are open at both ends: every
-- known value has one score.
{{ config(enabled=has_segments()) }}

with

neighbours as (
    select
        segmentation_id,
        measure,
        score,
        lower_bound,
        upper_bound,
        lag(upper_bound) over rising as bound_before,
        row_number() over rising as band,
        count(*) over (partition by segmentation_id, measure) as band_count
    from {{ ref("rfm_cuts") }}
    window rising as (
        partition by segmentation_id, measure order by lower_bound nulls first
    )
)

select *
from neighbours
where
    lower_bound is distinct from bound_before
    or (band = band_count) <> (upper_bound is null)
