-- One row per model x split x decile of score; decile 1 is called first.
-- key: model_id, split, decile

with

labelled as (
    select * from {{ ref("int_labelled_predictions") }}
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
        {{ share("subscriber_count", "contact_count") }} as observed_rate,
        predicted_rate,
        ({{ share("subscriber_count", "contact_count") }})
        / nullif({{ share("split_subscriber_count", "split_count") }}, 0) as lift,
        {{ share("called_count", "split_count") }} as cumulative_called_share,
        {{ share("found_count", "split_subscriber_count") }} as cumulative_recall,
        ({{ share("found_count", "called_count") }})
        / nullif({{ share("split_subscriber_count", "split_count") }}, 0)
            as cumulative_lift
    from cumulated
)

select * from lifted
{{ or_as_before() }}
