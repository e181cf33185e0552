-- One row: the requested model, and the one that was active before this build.
-- key: none, there is exactly one row
{%- set requested = var("model") | string %}

with

-- The requested model: the one named, or the one this build trained or found.
candidate as (
    select
        model_id,
        -- Null where it was imported.
        coalesce(requested_at = trained_at, false) as is_new
    from {{ ref("int_readable_models") }}
    {%- if requested not in ("auto", "train") %}
    where model_id = {{ lit(requested) }}
    {%- endif %}
    order by requested_at desc nulls last, model_id
    limit 1
),

-- What `active_model` says before it is built anew: a look back, not in the DAG.
champion as (
    select
        models.model_id,
        previously_active.trained_on
    from {{ ref("models") }} as models
    inner join {{ previously_active_model() }} as previously_active
        on models.model_id = previously_active.model_id
),

compared as (
    select
        candidate.model_id as candidate_model_id,
        candidate.is_new as is_candidate_new,
        champion.model_id as champion_model_id,
        champion.trained_on as champion_trained_on,
        champion.model_id is not null
        and champion.model_id not in (
            select faults.model_id from {{ ref("int_model_faults") }} as faults
        )
            as is_champion_scorable
    from candidate
    left join champion on true
)

select * from compared
