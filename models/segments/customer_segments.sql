-- One row per customer.
-- key: contact_id
{{ config(enabled=has_segments()) }}
-- Before it is built anew: depends_on: {{ ref("int_earlier_segments") }}

with

segmentation as (
    select * from {{ ref("int_active_segmentation") }}
),

names as (
    select
        cluster_number,
        segment_id,
        segment_name
    from {{ ref("segment_names") }}
    where is_active
),

points as (
    {{- with_units(
        ref("int_segment_customers"), "segmentation", ["contact_id", "split"]
    ) }}
),

{{ assigned_segments(
    "points", "segmentation", ["contact_id", "split"] + segment_measures()
) }},

scored as (
    select
        assigned.*,
        {%- for measure in segment_measures() %}
        cast({{ rfm_score(measure, "assigned." ~ measure, "segmentation") | indent(8) }}
            as smallint) as {{ measure }}_score{{ "," if not loop.last }}
        {%- endfor %}
    from assigned
    cross join segmentation
)

select
    scored.contact_id,
    scored.split,
    {%- for measure in segment_measures() %}
    scored.{{ measure }},
    {%- endfor %}
    {%- for measure in segment_measures() %}
    scored.{{ measure }}_score,
    {%- endfor %}
    names.segment_id,
    names.segment_name,
    sqrt(scored.nearest_square) / 1048576.0 as centroid_distance,
    sqrt(scored.next_square) / 1048576.0 as next_centroid_distance
from scored
inner join names on scored.cluster_number = names.cluster_number
