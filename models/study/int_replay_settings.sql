-- One row: what the replay of the past trains by, and what a call is worth.
-- key: none, there is exactly one row
{{ config(materialized="view") }}
{#- Of later contacts: features of the calendar as a chronological split has them. #}
{%- set features = model_features(calendar=uses_calendar("chronological")) %}
{%- set profit = threshold_policies().max_profit %}
{%- set configuration = training_configuration(
    features, ordered_pairs(as_list(var("interactions")), features)
) %}
{%- do configuration.pop("absorbs_period", none) %}

select
    {{ lit(tojson(configuration, sort_keys=true)) }} as configuration,
    cast({{ profit.subscription_value }} as double) as subscription_value,
    cast({{ profit.call_cost }} as double) as call_cost
