-- One row per transformation x number of segments x segment, by rising stability.
-- key: transformation, segment_count, stability_rank
{{ config(enabled=var("study", false) and has_segments()) }}

with

cluster_resamples as (
    select * from {{ ref("cluster_resamples") }}
),

renamed as (
    select
        transformation,
        segment_count,
        stability_rank,
        stability,
        {{ stability_verdict("stability") | indent(8) }} as stability_verdict,
        inertia,
        silhouette,
        davies_bouldin,
        smallest_share,
        resample_count
    from cluster_resamples
)

select * from renamed
