-- One row per build that scored.
-- key: invocation_id
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        full_refresh=false,
        on_schema_change="fail",
    )
}}

with

scored as (
    select
        model_id,
        count(*) as contact_count,
        count(*) filter (
            where scored_at = cast({{ lit(scoring_time()) }} as timestamp)
        ) as scored_count,
        count(*) filter (where split = {{ split_value("score") }}) as prospect_count,
        count(*) filter (
            where split = {{ split_value("score") }} and is_predicted_subscriber
        ) as called_count
    from {{ ref("predictions") }}
    group by model_id
),

rule as (
    select * from {{ ref("int_active_decision_rule") }}
)

select
    {{ lit(invocation_id) }} as invocation_id,
    cast({{ lit(scoring_time()) }} as timestamp) as started_at,
    rule.model_id,
    {{ lit(recalibration_settings().method) }} as recalibration,
    cast(rule.prospect_shift as double) as prospect_shift,
    rule.threshold,
    rule.prospect_threshold,
    coalesce(scored.contact_count, 0) as contact_count,
    coalesce(scored.scored_count, 0) as scored_count,
    coalesce(scored.prospect_count, 0) as prospect_count,
    coalesce(scored.called_count, 0) as called_count
from rule
left join scored on rule.model_id = scored.model_id
{%- if is_incremental() %}
where
    {{ lit(invocation_id) }} not in (
        select kept.invocation_id from {{ this }} as kept
    )
{%- endif %}
