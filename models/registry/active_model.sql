-- One row: the model that scores, and why.
-- key: none, there is exactly one row
{%- set is_named = var("model") | string not in ("auto", "train") %}
{#- A model that is trained, or found by its fingerprint, is one of these contacts. #}
{%- set trained_on = "cast(null as string)" if is_named else lit(var("contacts")) %}

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

-- Two models of different contacts are no two versions of one: that is always said.
told as (
    select
        *,
        case
            when
                candidate_model_id <> champion_model_id
                and champion_trained_on <> {{ trained_on }}
                then '; trained on ' || {{ trained_on }} || ', the model before on '
                    || champion_trained_on
            else ''
        end as other_contacts
    from decided
),

chosen as (
    select
        case
            when has_choice and not is_promoted then champion_model_id
            else candidate_model_id
        end as model_id,
        case
            when has_choice and not is_promoted then champion_trained_on
            when candidate_model_id = champion_model_id
                then coalesce({{ trained_on }}, champion_trained_on)
            else {{ trained_on }}
        end as trained_on,
        is_candidate_new and (is_promoted or not has_choice)
            as is_trained_in_this_build,
        case
            {%- if is_named %}
            when true then 'var model names it'
            {%- endif %}
            when has_choice and is_promoted
                then 'promoted (promote: {{ var("promote") }}): ' || evidence
                    || other_contacts
            when has_choice
                then 'kept (promote: {{ var("promote") }}): ' || evidence
                    || other_contacts
            when champion_model_id is null then 'the first model'
            when not is_champion_scorable
                then 'the vars no longer declare what the model before it needs'
                    || other_contacts
            else 'active before this build'
        end as reason,
        candidate_model_id,
        champion_model_id
    from told
),

active_model as (
    select
        chosen.model_id,
        models.trained_at,
        chosen.is_trained_in_this_build,
        chosen.reason,
        chosen.candidate_model_id,
        chosen.champion_model_id as previous_model_id,
        chosen.trained_on
    from chosen
    inner join models on chosen.model_id = models.model_id
)

select * from active_model
