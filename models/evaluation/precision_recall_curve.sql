-- One row per model x split x distinct score: a point of the precision-recall curve.
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
        {{ share("true_positives", "called_count") }} as precision,
        {{ share("true_positives", "split_subscriber_count") }} as recall
    from score_counts
)

select * from points
