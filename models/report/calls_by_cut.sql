-- One row per split x cut of the score: what calling all above it means.
-- key: split, called_count

with

predictions as (
    select
        split,
        log_odds,
        subscription_probability,
        is_subscriber
    from {{ ref("predictions") }}
    where split in ({{ split_value("test") }}, {{ split_value("score") }})
),

thresholds as (
    select
        {{ collected("threshold_log_odds", "threshold_log_odds", "is_possible") }}
            as bounds,
        {{ collected(
            "prospect_threshold_log_odds", "prospect_threshold_log_odds", "is_possible"
        ) }} as prospect_bounds
    from {{ ref("decision_thresholds") }}
    where
        model_id in (
            select active_model.model_id from {{ ref("active_model") }} as active_model
        )
),

-- Scores to a thousandth of log-odds; a policy's threshold lies between two groups.
scores as (
    select
        predictions.split,
        case
            when predictions.split = {{ split_value("score") }}
                then {{ count_at_most(
                    "thresholds.prospect_bounds", "predictions.log_odds"
                ) }}
            else {{ count_at_most("thresholds.bounds", "predictions.log_odds") }}
        end as policy_count,
        floor(predictions.log_odds * 1000) as thousandth,
        min(predictions.log_odds) as lowest_log_odds,
        min(predictions.subscription_probability) as threshold,
        count(*) as contact_count,
        count(*) filter (where predictions.is_subscriber) as subscriber_count,
        sum(predictions.subscription_probability) as expected_count,
        sum(
            predictions.subscription_probability
            * (1 - predictions.subscription_probability)
        ) as variance
    from predictions
    cross join thresholds
    group by predictions.split, policy_count, thousandth
),

cumulated as (
    select
        split,
        policy_count,
        lowest_log_odds,
        threshold,
        sum(contact_count) over called as called_count,
        sum(subscriber_count) over called as subscriber_count,
        sum(expected_count) over called as expected_subscriber_count,
        sum(variance) over called as subscriber_count_variance,
        sum(contact_count) over of_split as contact_count
    from scores
    window
        called as (
            partition by split order by lowest_log_odds desc rows unbounded preceding
        ),
        of_split as (partition by split)
),

-- About a thousand cuts of any number of contacts, those of the policies among them.
thinned as (
    select
        *,
        row_number() over (
            partition by
                split, policy_count, ceil(called_count * 1000.0 / contact_count)
            order by called_count desc
        ) as place
    from cumulated
)

select
    cast(split as string) as split,
    cast(called_count as bigint) as called_count,
    lowest_log_odds,
    threshold,
    expected_subscriber_count,
    subscriber_count_variance,
    case
        when split = {{ split_value("test") }} then cast(subscriber_count as bigint)
    end as subscriber_count
from thinned
where place = 1
