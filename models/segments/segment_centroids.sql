-- One row per segmentation x segment.
-- key: segmentation_id, segment_id
{{ config(materialized="view", enabled=has_segments()) }}

with

segments as (
    select
        segmentation_id,
        {{ document_rows("segments", "segmentation") }} as segment
    from {{ ref("fitted_segmentations") }}
),

-- Places in the order of ids: the first of several nearest centroids wins.
renamed as (
    select
        segmentation_id,
        segment.segment_id,
        cast(row_number() over (
            partition by segmentation_id order by segment.segment_id
        ) as smallint) as cluster_number,
        segment.recency,
        segment.frequency,
        segment.monetary,
        segment.recency_units,
        segment.frequency_units,
        segment.monetary_units,
        segment.train_count,
        segment.stability,
        {{ stability_verdict("segment.stability") | indent(8) }} as stability_verdict,
        segment.change,
        segment.moved as moved_deviations
    from segments
)

select * from renamed
