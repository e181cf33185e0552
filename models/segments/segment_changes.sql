-- One row per segmentation x segment that it has or has no more.
-- key: segmentation_id, segment_id
{{ config(materialized="view", enabled=has_segments()) }}

with

present as (
    select
        segmentation_id,
        segment_id,
        change,
        moved_deviations
    from {{ ref("segment_centroids") }}
),

gone as (
    select
        segmentation_id,
        {{ document_items("gone", "smallint") }} as segment_id
    from {{ ref("fitted_segmentations") }}
),

changes as (
    select * from present
    union all
    select
        segmentation_id,
        segment_id,
        'gone' as change,
        cast(null as double) as moved_deviations
    from gone
),

said as (
    select
        segmentation_id,
        segment_id,
        change,
        moved_deviations,
        case change
            when 'first' then 'The first segmentation: there was none to compare with.'
            when 'kept'
                then
                    'The same segment as before; its centre moved by '
                    || {{ fixed_text("moved_deviations", 2) }}
                    || ' standard deviations.'
            when 'new' then 'A segment that the segmentation before did not have.'
            else 'A segment of the segmentation before that is no more.'
        end as sentence
    from changes
)

select * from said
