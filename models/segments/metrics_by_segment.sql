-- One row per model x split x segment.
-- key: model_id, split, grouping_name, group_value
{{ config(enabled=has_segments() and has_contacts()) }}

with

grouped as (
    select
        predictions.model_id,
        predictions.split,
        'segment' as grouping_name,
        customer_segments.segment_name as group_value,
        predictions.log_odds,
        predictions.subscription_probability,
        predictions.is_predicted_subscriber,
        predictions.is_subscriber
    from {{ ref("int_labelled_predictions") }} as predictions
    inner join {{ ref("customer_segments") }} as customer_segments
        on predictions.contact_id = customer_segments.contact_id
),

{{ metrics_of_groups() }}

select * from measured
