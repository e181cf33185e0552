-- One row per model x feature x code.
-- key: model_id, feature, code

with

readable_models as (
    select
        model_id,
        content
    from {{ ref("int_readable_models") }}
),

unnested as (
    select
        model_id,
        {{ document_rows("levels") }} as level
    from readable_models
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
