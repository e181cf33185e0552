-- One row per model x split x grouping x group.
-- key: model_id, split, grouping_name, group_value
{%- set groupings = as_mapping(var("metric_groups")) %}

with

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

{{ metrics_of_groups() }}

select * from measured
