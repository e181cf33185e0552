-- One row per segmentation x measure x score.
-- key: segmentation_id, measure, score
{{ config(materialized="view", enabled=has_segments()) }}

with

cuts as (
    select
        segmentation_id,
        {{ document_value("settings.scores", "smallint") }} as asked_count,
        {{ document_rows("cuts", "segmentation") }} as cut
    from {{ ref("fitted_segmentations") }}
),

renamed as (
    select
        segmentation_id,
        cut.measure,
        cut.score,
        cut.lower_bound,
        cut.upper_bound,
        cut.train_count,
        cut.score_count,
        case
            when cut.score_count < asked_count
                then
                    'The ' || cut.measure || ' has ' || cut.score_count || ' scores of '
                    || asked_count || ': equal values are never split, and too many of'
                    || ' the train customers share one.'
        end as note
    from cuts
)

select * from renamed
