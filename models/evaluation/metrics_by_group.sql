-- One row per model x split x grouping x group.
-- key: model_id, split, grouping_name, group_value
{%- set groupings = {"segment": "customer_segment"} if has_segments() else {} %}
{%- do groupings.update(as_mapping(var("metric_groups"))) %}

with
{%- if has_segments() %}

-- Under names that no expression of a group means.
segments as (
    select
        contact_id as segmented_contact_id,
        segment_name as customer_segment
    from {{ ref("customer_segments") }}
),
{%- endif %}

predictions as (
    select
        predictions.model_id,
        predictions.split,
        predictions.log_odds,
        predictions.subscription_probability,
        predictions.is_predicted_subscriber,
        predictions.is_subscriber,
        {%- for name, expression in groupings.items() %}
        coalesce(cast({{ expression }} as string), '(not known)') as {{ name }}
        {{- "," if not loop.last }}
        {%- endfor %}
    from {{ ref("int_labelled_predictions") }} as predictions
    inner join {{ ref("stg_contacts") }} as contacts
        on predictions.contact_id = contacts.contact_id
    {%- if has_segments() %}
    left join segments on predictions.contact_id = segments.segmented_contact_id
    {%- endif %}
),

grouped as (
    {%- for name in groupings %}
    select
        model_id,
        split,
        {{ lit(name) }} as grouping_name,
        {{ name }} as group_value,
        log_odds,
        subscription_probability,
        is_predicted_subscriber,
        is_subscriber
    from predictions
    {{- "\n    union all" if not loop.last }}
    {%- else %}
    select
        *,
        cast(null as string) as grouping_name,
        cast(null as string) as group_value
    from predictions
    where false
    {%- endfor %}
),

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

select * from measured
{{ or_as_before() }}
