-- One row per segmentation x measure.
-- key: segmentation_id, measure
{{ config(materialized="view", enabled=has_segments()) }}

with

measures as (
    select
        segmentation_id,
        {{ document_rows("measures", "segmentation") }} as measure
    from {{ ref("fitted_segmentations") }}
),

renamed as (
    select
        segmentation_id,
        measure.measure,
        measure.expression,
        measure.scale,
        measure.mean,
        measure.inverse_deviation,
        measure.inverse_deviation = 0 as is_constant
    from measures
)

select * from renamed
