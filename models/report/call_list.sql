-- One row per prospect to call, best first.
-- key: contact_id
{{ config(materialized="view") }}
{%- set profit = threshold_policies().max_profit %}

with

called as (
    select
        contact_id,
        log_odds,
        subscription_probability,
        score_decile
    from {{ ref("predictions") }}
    where split = {{ split_value("score") }} and is_predicted_subscriber
),

codes as (
    select codes.*
    from {{ ref("int_scoring_codes") }} as codes
    inner join called on codes.contact_id = called.contact_id
),

{{ explained_reasons("contact_id", 3, in_favour=true, is_stored=true) }},

reasons as (
    select
        contact_id,
        max(case when reason_rank = 1 then phrase end) as reason_1,
        max(case when reason_rank = 2 then phrase end) as reason_2,
        max(case when reason_rank = 3 then phrase end) as reason_3
    from explained
    group by contact_id
),

segments as (
    {{- contact_segments() | indent(4) }}
),

listed as (
    select
        row_number() over (
            order by called.log_odds desc, called.contact_id
        ) as call_rank,
        called.contact_id,
        called.subscription_probability,
        called.score_decile,
        segments.segment_name,
        called.subscription_probability * {{ profit.subscription_value }}
        - {{ profit.call_cost }} as expected_value,
        -- A level that ends in a dot ends the sentence.
        coalesce(
            'Speaks for a call: ' || rtrim(
                reasons.reason_1
                || coalesce('; ' || reasons.reason_2, '')
                || coalesce('; ' || reasons.reason_3, ''),
                '.'
            ) || '.',
            'No single trait speaks for a call; all of them together do.'
        ) as reasons,
        reasons.reason_1,
        reasons.reason_2,
        reasons.reason_3
    from called
    left join reasons on called.contact_id = reasons.contact_id
    left join segments on called.contact_id = segments.contact_id
)

select
    call_rank,
    contact_id,
    subscription_probability,
    score_decile,
    segment_name,
    cast(expected_value as double) as expected_value,
    reasons,
    reason_1,
    reason_2,
    reason_3
from listed
