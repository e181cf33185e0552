-- One row: how the active model's log-odds become a probability, a decision and a
-- decile.
-- key: none, there is exactly one row

with

active_model as (
    select model_id
    from {{ ref("active_model") }}
),

thresholds as (
    select
        model_id,
        threshold,
        threshold_log_odds,
        prospect_threshold,
        prospect_threshold_log_odds
    from {{ ref("decision_thresholds") }}
    where is_active
),

-- Deciles of the validation scores: one contact alone falls where it would in a batch.
decile_bounds as (
    select
        model_id,
        {{ padded_bounds(quantiles("log_odds", 10), 16) }} as decile_bounds
    from {{ ref("model_validation_scores") }}
    group by model_id
),

rules as (
    select * from {{ ref("int_calibration_rules") }}
),

shifts as (
    {{- applied_shifts() | indent(4) }}
),

active_rule as (
    select
        rules.*,
        thresholds.threshold,
        thresholds.threshold_log_odds,
        -- What holds for prospects, where the latest outcomes move their probabilities.
        coalesce(shifts.shift, 0) as prospect_shift,
        thresholds.prospect_threshold,
        thresholds.prospect_threshold_log_odds,
        decile_bounds.decile_bounds
    from active_model
    inner join rules on active_model.model_id = rules.model_id
    inner join thresholds on active_model.model_id = thresholds.model_id
    left join decile_bounds on active_model.model_id = decile_bounds.model_id
    left join shifts on active_model.model_id = shifts.model_id
)

select * from active_rule
