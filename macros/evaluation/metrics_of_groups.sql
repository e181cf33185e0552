{#- The steps that measure each group of the CTE `grouped` (model_id, split, grouping_name,
    group_value, and a prediction with its outcome); the last is the CTE `measured`. -#}
{% macro metrics_of_groups() %}
-- The rank of a score within its group; equal scores share the mean of their ranks.
ranked as (
    select
        *,
        rank() over of_group + (count(*) over of_score - 1) / 2.0 as mean_rank
    from grouped
    window
        of_group as (
            partition by model_id, split, grouping_name, group_value order by log_odds
        ),
        of_score as (
            partition by model_id, split, grouping_name, group_value, log_odds
        )
),

counted as (
    select
        model_id,
        split,
        grouping_name,
        group_value,
        count(*) as contact_count,
        count(*) filter (where is_subscriber) as subscriber_count,
        count(*) filter (where is_predicted_subscriber) as called_count,
        count(*) filter (where is_predicted_subscriber and is_subscriber)
            as true_positives,
        avg(subscription_probability) as predicted_rate,
        sum(mean_rank) filter (where is_subscriber) as subscriber_rank_sum
    from ranked
    group by model_id, split, grouping_name, group_value
),

-- AUC from the rank sum of the subscribers (Mann and Whitney 1947).
measured as (
    select
        model_id,
        split,
        grouping_name,
        group_value,
        contact_count,
        subscriber_count,
        {{ share("subscriber_count", "contact_count") }} as observed_rate,
        predicted_rate,
        {{ share("called_count", "contact_count") }} as called_share,
        {{ share("true_positives", "called_count") }} as precision,
        {{ share("true_positives", "subscriber_count") }} as recall,
        {{ share(
            "subscriber_rank_sum - subscriber_count * (subscriber_count + 1) / 2.0",
            "subscriber_count * (contact_count - subscriber_count)"
        ) }} as roc_auc
    from counted
)
{% endmacro %}
