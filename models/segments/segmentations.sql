-- One row per fitted segmentation.
-- key: segmentation_id
{{ config(enabled=has_segments()) }}
{%- set requested = segmentation().load | string %}
{%- do check_requested_segmentation(requested, ref("fitted_segmentations")) %}

with

fitted_segmentations as (
    select
        segmentation_id,
        fingerprint,
        fitted_at,
        content,
        requested_at
    from {{ ref("fitted_segmentations") }}
),

-- The one that is named, or the one that this build fitted or found.
active as (
    select segmentation_id
    from fitted_segmentations
    {%- if requested not in ("auto", "fit") %}
    where segmentation_id = {{ lit(requested) }}
    {%- endif %}
    order by requested_at desc, segmentation_id
    limit 1
),

renamed as (
    select
        fitted.segmentation_id,
        fitted.fingerprint,
        fitted.fitted_at,
        fitted.segmentation_id = active.segmentation_id as is_active,
        {{ document_value("count", "smallint") }} as segment_count,
        {{ document_value("reason", "string") }} as reason,
        {{ document_value("train_count", "bigint") }} as train_count,
        {{ document_value("point_count", "bigint") }} as point_count,
        {{ document_value("settings") }} as settings,
        {{ document_value("library_versions") }} as library_versions
    from fitted_segmentations as fitted
    cross join active
)

select * from renamed
