-- Each split has the 99 thresholds, and a higher threshold never calls more contacts.

with

curve as (
    select
        model_id,
        split,
        threshold,
        true_positives,
        false_positives,
        lag(true_positives) over rising as true_positives_before,
        lag(false_positives) over rising as false_positives_before,
        count(*) over (partition by model_id, split) as threshold_count
    from {{ ref("threshold_curve") }}
    window rising as (partition by model_id, split order by threshold)
)

select *
from curve
where
    threshold_count <> 99
    or true_positives > true_positives_before
    or false_positives > false_positives_before
