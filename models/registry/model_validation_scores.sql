-- One row per model x validation contact, from the lowest score to the highest.
-- key: model_id, score_rank

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
        {{ document_items("validation.units", "bigint") }} as units,
        {{ document_items("validation.is_subscriber", "bigint") }} as is_subscriber
    from readable_models
),

renamed as (
    select
        model_id,
        row_number() over (
            partition by model_id order by units, is_subscriber
        ) as score_rank,
        units * {{ contribution_unit() }} as log_odds,
        is_subscriber = 1 as is_subscriber
    from unnested
)

select * from renamed
