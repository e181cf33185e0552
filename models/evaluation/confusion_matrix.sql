-- One row per model x split: the decisions at the active threshold.
-- key: model_id, split

with

labelled as (
    select * from {{ ref("int_labelled_predictions") }}
),

counted as (
    select
        model_id,
        split,
        max(threshold) as threshold,
        count(*) filter (where is_predicted_subscriber and is_subscriber)
            as true_positives,
        count(*) filter (where is_predicted_subscriber and not is_subscriber)
            as false_positives,
        count(*) filter (where not is_predicted_subscriber and not is_subscriber)
            as true_negatives,
        count(*) filter (where not is_predicted_subscriber and is_subscriber)
            as false_negatives
    from labelled
    group by model_id, split
)

select * from counted
{{ or_as_before() }}
