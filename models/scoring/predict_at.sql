-- One row per contact, decided at the threshold given: scoring.predict_at(0.3).
-- key: contact_id
{{
    config(
        materialized="table_function",
        persist_docs={"relation": false, "columns": false},
        parameters=["decision_threshold"],
    )
}}

with

predictions as (
    select * from {{ ref("predictions") }}
),

-- The same comparison of log-odds as in `predictions`, at another threshold.
rule as (
    select
        case
            when decision_threshold > 0 and decision_threshold < 1
                then {{ log_odds_at("decision_threshold", "rules") | indent(16) }}
            else {{ failure(
                "predict_at takes a probability between 0 and 1, such as 0.3"
            ) }}
        end as threshold_log_odds,
        {{ log_odds_at("decision_threshold", "rules", "rules.prospect_shift")
            | indent(8) }} as prospect_threshold_log_odds
    from {{ ref("int_active_decision_rule") }} as rules
)

select
    predictions.contact_id,
    predictions.model_id,
    predictions.split,
    predictions.log_odds,
    predictions.subscription_probability,
    cast(decision_threshold as double) as threshold,  -- noqa: RF02
    predictions.log_odds
    >= {{ of_split("predictions.split", "rule", "threshold_log_odds") | indent(4) }}
        as is_predicted_subscriber,
    predictions.score_decile,
    predictions.is_subscriber,
    predictions.scored_at
from predictions
cross join rule
