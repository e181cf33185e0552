-- One row per model x split x decile of score; decile 1 is called first.
-- key: model_id, split, decile

with

labelled as (
    select
        model_id,
        cast(split as varchar) as split,
        contact_id,
        log_odds,
        subscription_probability,
        is_subscriber
    from {{ ref("predictions") }}
    where is_subscriber is not null
),

-- Deciles of this split's own contacts; ties in the score are cut by the key.
ranked as (
    select
        *,
        ntile(10) over (
            partition by model_id, split order by log_odds desc, contact_id
        ) as decile
    from labelled
),

deciles as (
    select
        model_id,
        split,
        decile,
        count(*) as contact_count,
        count(*) filter (where is_subscriber) as subscriber_count,
        avg(subscription_probability) as predicted_rate
    from ranked
    group by model_id, split, decile
),

cumulated as (
    select
        *,
        sum(contact_count) over best_first as called_count,
        sum(subscriber_count) over best_first as found_count,
        sum(contact_count) over of_split as split_count,
        sum(subscriber_count) over of_split as split_subscriber_count
    from deciles
    window
        best_first as (partition by model_id, split order by decile),
        of_split as (partition by model_id, split)
),

-- Lift: the rate among these contacts over the rate of the split; null without a
-- subscriber.
lifted as (
    select
        model_id,
        split,
        decile,
        contact_count,
        subscriber_count,
        subscriber_count / cast(contact_count as double) as observed_rate,
        predicted_rate,
        (subscriber_count / cast(contact_count as double))
        / nullif(split_subscriber_count / cast(split_count as double), 0) as lift,
        called_count / cast(split_count as double) as cumulative_called_share,
        found_count / cast(nullif(split_subscriber_count, 0) as double)
            as cumulative_recall,
        (found_count / cast(called_count as double))
        / nullif(split_subscriber_count / cast(split_count as double), 0)
            as cumulative_lift
    from cumulated
)

select * from lifted
