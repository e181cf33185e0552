-- One row per fitted model.
-- key: model_id

with

fitted_models as (
    select
        model_id,
        fingerprint,
        algorithm,
        trained_at,
        content
    from {{ ref("fitted_models") }}
),

renamed as (
    select
        model_id,
        fingerprint,
        algorithm,
        trained_at,
        json_extract(content, '$.parameters') as parameters,
        cast(json_extract(content, '$.train_count') as bigint) as train_count,
        cast(json_extract(content, '$.train_subscriber_count') as bigint)
            as train_subscriber_count,
        cast(json_extract(content, '$.synthetic_count') as bigint) as synthetic_count,
        cast(json_extract(content, '$.intercept_units') as bigint)
        * {{ contribution_unit() }} as intercept,
        json_extract(content, '$.library_versions') as library_versions
    from fitted_models
)

select * from renamed
