-- One row per model x split x threshold, 0.01 to 0.99 in steps of 0.01.
-- key: model_id, split, threshold
{%- set profit = threshold_policies().max_profit %}

with

score_counts as (
    select
        model_id,
        split,
        subscription_probability,
        contact_count,
        subscriber_count
    from {{ ref("int_score_counts") }}
),

-- The highest threshold, in hundredths, that still calls a contact.
graded as (
    select
        model_id,
        split,
        least(
            -- The product is rounded: 0.29 * 100 is less than 29.
            case
                when
                    subscription_probability
                    >= round(subscription_probability * 100) / 100
                    then round(subscription_probability * 100)
                else round(subscription_probability * 100) - 1
            end,
            99
        ) as highest_hundredth,
        sum(contact_count) as contact_count,
        sum(subscriber_count) as subscriber_count
    from score_counts
    group by model_id, split, highest_hundredth
),

thresholds as (
    select {{ unnested(series(1, 99)) }} as hundredth
),

counted as (
    select
        graded.model_id,
        graded.split,
        thresholds.hundredth / 100.0 as threshold,
        cast(sum(graded.subscriber_count) filter (
            where graded.highest_hundredth >= thresholds.hundredth
        ) as bigint) as true_positives,
        cast(sum(graded.contact_count - graded.subscriber_count) filter (
            where graded.highest_hundredth >= thresholds.hundredth
        ) as bigint) as false_positives,
        cast(sum(graded.contact_count - graded.subscriber_count) filter (
            where graded.highest_hundredth < thresholds.hundredth
        ) as bigint) as true_negatives,
        cast(sum(graded.subscriber_count) filter (
            where graded.highest_hundredth < thresholds.hundredth
        ) as bigint) as false_negatives
    from graded
    cross join thresholds
    group by graded.model_id, graded.split, thresholds.hundredth
),

counts as (
    select
        model_id,
        split,
        threshold,
        coalesce(true_positives, 0) as true_positives,
        coalesce(false_positives, 0) as false_positives,
        coalesce(true_negatives, 0) as true_negatives,
        coalesce(false_negatives, 0) as false_negatives
    from counted
),

rates as (
    select
        *,
        {{ share("true_positives", "true_positives + false_positives") }} as precision,
        {{ share("true_positives", "true_positives + false_negatives") }} as recall,
        {{ share(
            "2 * true_positives",
            "2 * true_positives + false_positives + false_negatives"
        ) }} as f1,
        {{ share("false_positives", "false_positives + true_negatives") }}
            as false_positive_rate,
        cast(
            true_positives * {{ profit.subscription_value }}
            - (true_positives + false_positives) * {{ profit.call_cost }} as double
        ) as expected_profit
    from counts
)

select * from rates
