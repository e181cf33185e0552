-- One row per model x split x distinct score: a point of the ROC curve.
-- key: model_id, split, log_odds
{{ config(materialized="view") }}

with

score_counts as (
    select * from {{ ref("int_score_counts") }}
),

points as (
    select
        model_id,
        split,
        log_odds,
        subscription_probability as threshold,
        {{ share(
            "called_count - true_positives", "split_count - split_subscriber_count"
        ) }}
            as false_positive_rate,
        {{ share("true_positives", "split_subscriber_count") }} as true_positive_rate
    from score_counts
)

select * from points
