-- One row per contact.
-- key: contact_id

with

encoded as (
    select * from {{ ref("int_scoring_codes") }}
),

arrays as (
    select * from {{ ref("int_active_model_arrays") }}
),

rule as (
    select * from {{ ref("int_active_decision_rule") }}
),

scored as (
    select
        encoded.contact_id,
        encoded.split,
        encoded.is_subscriber,
        arrays.model_id,
        {{ log_odds("encoded", "arrays") | indent(8) }} as log_odds
    from encoded
    cross join arrays
),

decided as (
    select
        scored.contact_id,
        scored.model_id,
        scored.split,
        scored.log_odds,
        {{ calibrated_probability("scored.log_odds", "rule") | indent(8) }}
            as subscription_probability,
        rule.threshold,
        -- Log-odds are exact, probabilities rounded: the decision compares log-odds.
        scored.log_odds >= rule.threshold_log_odds as is_predicted_subscriber,
        {{ score_decile("scored.log_odds", "rule") }} as score_decile,
        scored.is_subscriber,
        cast({{ lit(run_started_at.strftime("%Y-%m-%d %H:%M:%S")) }} as timestamp)
            as scored_at
    from scored
    cross join rule
)

select * from decided
