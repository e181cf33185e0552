-- Customers are assigned by exactly one segmentation, and it chose as many segments
-- as it has.
{{ config(enabled=has_segments()) }}

select
    count(*) filter (where segmentations.is_active) as active_count,
    count(*) filter (
        where segmentations.segment_count <> chosen.segment_count
    ) as differing_count
from {{ ref("segmentations") }} as segmentations
left join {{ ref("cluster_selection") }} as chosen
    on segmentations.segmentation_id = chosen.segmentation_id and chosen.is_chosen
having
    count(*) filter (where segmentations.is_active) <> 1
    or count(*) filter (
        where segmentations.segment_count is distinct from chosen.segment_count
    ) > 0
