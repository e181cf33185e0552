-- The id of a segmentation is the start of the md5 of its document: nobody has
-- changed what it says.
{{ config(enabled=has_segments()) }}

select
    segmentation_id,
    substr(md5(content), 1, 12) as content_id
from {{ ref("fitted_segmentations") }}
where segmentation_id is distinct from substr(md5(content), 1, 12)
