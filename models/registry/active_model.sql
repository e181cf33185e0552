-- One row: the model that scores, and why.
-- key: none, there is exactly one row
{%- set is_named = var("model") | string not in ("auto", "train") %}

with

compared_models as (
    select * from {{ ref("int_compared_models") }}
),

models as (
    select
        model_id,
        trained_at
    from {{ ref("models") }}
),

comparison as (
    select
        candidate_value,
        champion_value,
        better_share
    from {{ ref("model_comparison") }}
    where metric = 'roc_auc'
),

weighed as (
    select
        compared_models.*,
        coalesce(comparison.better_share, 0) >= 0.95 as is_candidate_better,
        coalesce(
            'ROC AUC ' || {{ fixed_text("comparison.candidate_value", 4) }}
            || ' against ' || {{ fixed_text("comparison.champion_value", 4) }}
            || ' on the same validation contacts, better in '
            || {{ fixed_text("100 * comparison.better_share", 0) }}
            || ' % of resamples',
            'the two could not be compared'
        ) as evidence
    from compared_models
    left join comparison on true
),

-- Only a model that is active, differs and can still score may stand in the way.
decided as (
    select
        *,
        {% if is_named -%}
        false as has_choice,
        {%- else -%}
        is_champion_scorable and candidate_model_id <> champion_model_id as has_choice,
        {%- endif %}
        {{ {
            "always": "true", "never": "false", "if_better": "is_candidate_better"
        }[var("promote")] }} as is_promoted
    from weighed
),

chosen as (
    select
        case
            when has_choice and not is_promoted then champion_model_id
            else candidate_model_id
        end as model_id,
        is_candidate_new and (is_promoted or not has_choice)
            as is_trained_in_this_build,
        case
            {%- if is_named %}
            when true then 'var model names it'
            {%- endif %}
            when has_choice and is_promoted
                then 'promoted (promote: {{ var("promote") }}): ' || evidence
            when has_choice then 'kept (promote: {{ var("promote") }}): ' || evidence
            when champion_model_id is null then 'the first model'
            when not is_champion_scorable
                then 'the vars no longer declare what the model before it needs'
            else 'active before this build'
        end as reason,
        candidate_model_id,
        champion_model_id
    from decided
),

active_model as (
    select
        chosen.model_id,
        models.trained_at,
        chosen.is_trained_in_this_build,
        chosen.reason,
        chosen.candidate_model_id,
        chosen.champion_model_id as previous_model_id
    from chosen
    inner join models on chosen.model_id = models.model_id
)

select * from active_model
