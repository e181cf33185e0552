-- One row per segmentation x number of segments.
-- key: segmentation_id, segment_count
{{ config(materialized="view", enabled=has_segments()) }}

with

selection as (
    select
        segmentation_id,
        {{ document_value("settings.resamples", "integer") }}
            as resample_count,
        {{ document_rows("selection", "segmentation") }} as candidate
    from {{ ref("fitted_segmentations") }}
),

renamed as (
    select
        segmentation_id,
        candidate.count as segment_count,
        candidate.inertia,
        candidate.silhouette,
        candidate.davies_bouldin,
        candidate.smallest_share,
        candidate.stability as stabilities,
        {{ least_of("candidate.stability") }} as lowest_stability,
        {{ mean_of("candidate.stability") }} as mean_stability,
        resample_count,
        candidate.is_chosen,
        candidate.reason
    from selection
)

select * from renamed
