-- One row per metric: the requested model against the active one, on the same contacts;
-- no row where there are no two models to compare.
-- key: metric

with

paired_comparison as (
    select * from {{ ref("paired_comparison") }}
),

renamed as (
    select
        cast(candidate_model_id as string) as candidate_model_id,
        cast(champion_model_id as string) as champion_model_id,
        cast(metric as string) as metric,
        cast(candidate_value as double) as candidate_value,
        cast(champion_value as double) as champion_value,
        cast(difference as double) as difference,
        cast(lower_95 as double) as lower_95,
        cast(upper_95 as double) as upper_95,
        cast(better_share as double) as better_share,
        cast(contact_count as bigint) as contact_count
    from paired_comparison
)

select * from renamed
