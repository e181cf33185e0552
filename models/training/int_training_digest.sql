-- One row: a digest of everything that training reads from the database.
-- key: none, there is exactly one row

with

training_rows as (
    select
        contact_id,
        concat_ws(
            ',',
            contact_id,
            split,
            is_subscriber,
            {%- for column in absorbed_columns() %}
            {{ column }},
            {%- endfor %}
            {%- for feature in model_features() %}
            {{ feature.name }}_code{{ "," if not loop.last }}
            {%- endfor %}
        ) as row_text
    from {{ ref("int_training_rows") }}
),

levels as (
    select
        feature,
        code,
        concat_ws(
            ',',
            feature,
            code,
            coalesce(level, ''),
            coalesce(cast(lower_bound as string), ''),
            train_count
        ) as row_text
    from {{ ref("int_feature_levels") }}
),

row_digest as (
    select md5({{ joined_texts("row_text", ";", "contact_id") }}) as digest
    from training_rows
),

level_digest as (
    select md5({{ joined_texts("row_text", ";", "feature, code") }}) as digest
    from levels
)

select
    md5(
        coalesce(row_digest.digest, '') || coalesce(level_digest.digest, '')
    ) as digest
from row_digest
cross join level_digest
