-- Probes reach what SQL could get wrong: missing values, the centroids, and the
-- boundaries between each two segments. A kind of probe that is missing is returned.
{{ config(enabled=has_segments()) }}

with

kinds as (
    select 'edge' as kind
    union all
    select 'boundary' as kind
    union all
    select 'centroid' as kind
),

active as (
    select segment_count
    from {{ ref("segmentations") }}
    where is_active
),

found as (
    select
        kinds.kind,
        count(probes.probe_id) as probe_count
    from kinds
    left join {{ ref("segment_parity") }} as probes
        on probes.probe like kinds.kind || '%'
    group by kinds.kind
)

select found.*
from found
cross join active
where
    found.probe_count < case found.kind
        when 'edge' then 10
        when 'centroid' then active.segment_count
        else 3 * active.segment_count * (active.segment_count - 1) / 2
    end
