-- One row per contact, decided by the policy given: scoring.predict_by('capacity').
-- key: contact_id
{{
    config(
        materialized="table_function",
        persist_docs={"relation": false, "columns": false},
        parameters=["decision_policy"],
    )
}}

with

predictions as (
    select * from {{ ref("predictions") }}
),

thresholds as (
    select
        decision_thresholds.model_id,
        decision_thresholds.policy,
        decision_thresholds.threshold,
        decision_thresholds.threshold_log_odds,
        decision_thresholds.prospect_threshold,
        decision_thresholds.prospect_threshold_log_odds
    from {{ ref("decision_thresholds") }} as decision_thresholds
    where decision_thresholds.policy = decision_policy
)

select
    predictions.contact_id,
    predictions.model_id,
    predictions.split,
    predictions.log_odds,
    predictions.subscription_probability,
    thresholds.policy,
    {{ of_split("predictions.split", "thresholds", "threshold") | indent(4) }}
        as threshold,
    -- Null where no threshold satisfies the policy.
    predictions.log_odds >= {{
        of_split("predictions.split", "thresholds", "threshold_log_odds") | indent(4)
    }}
        as is_predicted_subscriber,
    predictions.score_decile,
    predictions.is_subscriber,
    predictions.scored_at
from predictions
inner join thresholds on predictions.model_id = thresholds.model_id
