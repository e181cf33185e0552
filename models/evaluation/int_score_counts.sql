-- One row per model x split x distinct score, from the highest score to the lowest.
-- key: model_id, split, log_odds

with

labelled as (
    select * from {{ ref("int_labelled_predictions") }}
),

scores as (
    select
        model_id,
        split,
        log_odds,
        max(subscription_probability) as subscription_probability,
        count(*) as contact_count,
        count(*) filter (where is_subscriber) as subscriber_count
    from labelled
    group by model_id, split, log_odds
),

-- Contacts with equal scores are called together or not at all.
cumulated as (
    select
        *,
        sum(contact_count) over called as called_count,
        sum(subscriber_count) over called as true_positives,
        sum(contact_count) over of_split as split_count,
        sum(subscriber_count) over of_split as split_subscriber_count
    from scores
    window
        called as (
            partition by model_id, split order by log_odds desc rows unbounded preceding
        ),
        of_split as (partition by model_id, split)
)

select
    model_id,
    split,
    log_odds,
    subscription_probability,
    cast(contact_count as bigint) as contact_count,
    cast(subscriber_count as bigint) as subscriber_count,
    cast(called_count as bigint) as called_count,
    cast(true_positives as bigint) as true_positives,
    cast(split_count as bigint) as split_count,
    cast(split_subscriber_count as bigint) as split_subscriber_count
from cumulated
{{ or_as_before() }}
