-- One row: the active model as arrays, everything that scoring looks up.
-- key: none, there is exactly one row

with

active_model as (
    select
        active_model.model_id,
        models.intercept
    from {{ ref("active_model") }} as active_model
    inner join {{ ref("models") }} as models on active_model.model_id = models.model_id
),

levels as (
    select model_levels.*
    from {{ ref("model_levels") }} as model_levels
    inner join active_model on model_levels.model_id = active_model.model_id
),

terms as (
    select model_terms.*
    from {{ ref("model_terms") }} as model_terms
    inner join active_model on model_terms.model_id = active_model.model_id
),

encoder as (
    {{- feature_arrays("levels") | indent(4) }}
),

contributions as (
    {{- term_arrays("levels", "terms") | indent(4) }}
)

select
    active_model.model_id,
    active_model.intercept,
    encoder.*,
    contributions.*
from active_model
cross join encoder
cross join contributions
