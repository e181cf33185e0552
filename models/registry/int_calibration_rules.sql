-- One row per model: its active calibration as numbers and arrays.
-- key: model_id

with

active_calibrations as (
    select *
    from {{ ref("model_calibrations") }}
    where is_active
),

rules as (
    select
        model_id,
        max(slope) as slope,
        max(intercept) as intercept,
        list(log_odds order by knot_rank) as knot_log_odds,
        list(probability order by knot_rank) as knot_probabilities
    from active_calibrations
    group by model_id
),

-- Padded so that the search for a knot always takes the same steps and ends in range.
padded as (
    select
        model_id,
        slope,
        intercept,
        list_resize(knot_log_odds, 65, cast('infinity' as double)) as knot_log_odds,
        list_resize(knot_probabilities, 65, list_last(knot_probabilities))
            as knot_probabilities,
        list_resize(
            list_slice(knot_log_odds, 2, len(knot_log_odds)),
            63,
            cast('infinity' as double)
        ) as knot_bounds
    from rules
)

select * from padded
