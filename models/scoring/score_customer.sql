-- One row: the customer described by the arguments, scored as in a batch.
-- key: none, there is exactly one row
{%- set arguments = [] %}
{%- for feature in what_if_features() %}
{%- do arguments.append(feature.name ~ " := null") %}
{%- endfor %}
{{
    config(
        materialized="table_function",
        persist_docs={"relation": false, "columns": false},
        parameters=arguments,
    )
}}

with

described as (
    select
        1 as customer,
        {%- for feature in what_if_features() %}
        {%- if is_read_as_text(feature) %}
        {{ what_if_value(feature) | indent(8) }} as {{ feature.name }}_text,
        {%- endif %}
        {{ what_if_value(feature) | indent(8) }} as {{ feature.name }}
        {{- "," if not loop.last }}
        {%- endfor %}
),

customers as (
    select
        *
        {%- for feature in what_if_features(derived=true) %},
        {{ derived_value(feature) }} as {{ feature.name }}
        {%- endfor %}
    from described
),

active_arrays as (
    select * from {{ ref("int_active_model_arrays") }}
),

rule as (
    select * from {{ ref("int_active_decision_rule") }}
),

codes as (
    {{- encoded_contacts(
        "customers", "active_arrays", carried=["customer"]
    ) | indent(4) }}
),

scored as (
    select
        codes.customer,
        active_arrays.model_id,
        {{ log_odds("codes", "active_arrays") | indent(8) }} as log_odds
    from codes
    cross join active_arrays
),

{{ explained_reasons("customer", var("reasons").count, is_stored=true) }},

reasons as (
    select
        customer,
        {{ collected("reason", "reason_rank", "true") }} as reasons
    from explained
    group by customer
)

select
    scored.model_id,
    scored.log_odds,
    -- A customer who is asked about is a prospect.
    {{ calibrated_probability("scored.log_odds", "rule", "rule.prospect_shift")
        | indent(4) }} as subscription_probability,
    rule.prospect_threshold as threshold,
    scored.log_odds >= rule.prospect_threshold_log_odds as is_predicted_subscriber,
    {{ score_decile("scored.log_odds", "rule") }} as score_decile,
    reasons.reasons
from scored
inner join reasons on scored.customer = reasons.customer
cross join rule
