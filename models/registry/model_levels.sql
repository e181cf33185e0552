-- One row per model x feature x code.
-- key: model_id, feature, code

with

fitted_models as (
    select
        model_id,
        content
    from {{ ref("fitted_models") }}
),

unnested as (
    select
        model_id,
        {{ document_rows("levels") }} as level
    from fitted_models
),

renamed as (
    select
        model_id,
        level.feature,
        level.code,
        level.level,
        level.lower_bound,
        level.upper_bound,
        level.train_count
    from unnested
)

select * from renamed
