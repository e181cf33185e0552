-- One row per segment x decile of score that holds a prospect.
-- key: segment_id, score_decile
{{ config(enabled=has_segments() and has_contacts()) }}
{%- set profit = threshold_policies().max_profit %}

with

prospects as (
    select
        customer_segments.segment_id,
        customer_segments.segment_name,
        predictions.score_decile,
        predictions.subscription_probability,
        predictions.is_predicted_subscriber
    from {{ ref("predictions") }} as predictions
    inner join {{ ref("customer_segments") }} as customer_segments
        on predictions.contact_id = customer_segments.contact_id
    where predictions.split = 'score'
),

counted as (
    select
        segment_id,
        segment_name,
        score_decile,
        count(*) as prospect_count,
        count(*) filter (where is_predicted_subscriber) as called_count,
        sum(subscription_probability) as expected_subscriptions
    from prospects
    group by segment_id, segment_name, score_decile
),

-- The cell whose prospects are the likeliest to subscribe comes first.
ranked as (
    select
        *,
        {{ share("expected_subscriptions", "prospect_count") }} as expected_rate,
        row_number() over (
            order by
                expected_subscriptions / cast(prospect_count as double) desc,
                segment_id,
                score_decile
        ) as priority_rank
    from counted
),

cumulated as (
    select
        segment_id,
        segment_name,
        score_decile,
        priority_rank,
        prospect_count,
        called_count,
        expected_subscriptions,
        expected_rate,
        {{ share("prospect_count", "expected_subscriptions") }}
            as calls_per_subscription,
        expected_subscriptions * {{ profit.subscription_value }}
        - prospect_count * {{ profit.call_cost }}
            as expected_profit,
        cast(sum(prospect_count) over best_first as bigint)
            as cumulative_prospect_count,
        sum(expected_subscriptions) over best_first
            as cumulative_expected_subscriptions
    from ranked
    window best_first as (order by priority_rank rows unbounded preceding)
)

select * from cumulated
