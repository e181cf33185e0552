-- One row per fitted model.
-- key: model_id

with

readable_models as (
    select
        model_id,
        fingerprint,
        algorithm,
        trained_at,
        content
    from {{ ref("int_readable_models") }}
),

renamed as (
    select
        model_id,
        fingerprint,
        algorithm,
        trained_at,
        {{ document_value("parameters") }} as parameters,
        {{ document_value("train_count", "bigint") }} as train_count,
        {{ document_value("train_subscriber_count", "bigint") }}
            as train_subscriber_count,
        {{ document_value("synthetic_count", "bigint") }} as synthetic_count,
        {{ document_value("intercept_units", "bigint") }}
        * {{ contribution_unit() }} as intercept,
        {{ document_value("library_versions") }} as library_versions
    from readable_models
)

select * from renamed
