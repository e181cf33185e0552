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
        max(probability) as highest_probability,
        {{ collected("log_odds", "knot_rank", "true") }} as knot_log_odds,
        {{ collected("log_odds", "knot_rank", "knot_rank > 1") }} as knot_bounds,
        {{ collected("probability", "knot_rank", "true") }} as knot_probabilities
    from active_calibrations
    group by model_id
),

-- Padded so that the search for a knot always takes the same steps and ends in range.
padded as (
    select
        model_id,
        slope,
        intercept,
        {{ padded("knot_log_odds", 65, "cast('infinity' as double)") }}
            as knot_log_odds,
        {{ padded("knot_probabilities", 65, "highest_probability") }}
            as knot_probabilities,
        {{ padded_bounds("knot_bounds", 64) }} as knot_bounds
    from rules
)

select * from padded
