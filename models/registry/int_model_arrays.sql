-- One row per model that may score: the requested one, and the one active until now.
-- key: model_id

with

compared_models as (
    select
        candidate_model_id,
        champion_model_id,
        is_champion_scorable
    from {{ ref("int_compared_models") }}
),

models as (
    select
        models.model_id,
        models.intercept
    from {{ ref("models") }} as models
    inner join compared_models
        on
            models.model_id = compared_models.candidate_model_id
            or (
                models.model_id = compared_models.champion_model_id
                and compared_models.is_champion_scorable
            )
),

levels as (
    select model_levels.*
    from {{ ref("model_levels") }} as model_levels
    inner join models on model_levels.model_id = models.model_id
),

terms as (
    select model_terms.*
    from {{ ref("model_terms") }} as model_terms
    inner join models on model_terms.model_id = models.model_id
),

encoder as (
    {{- feature_arrays("levels", group="model_id") | indent(4) }}
),

contributions as (
    {{- term_arrays("levels", "terms") | indent(4) }}
)

select *  -- noqa: RF02
from models
inner join encoder using (model_id)
inner join contributions using (model_id)
