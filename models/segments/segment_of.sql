-- One row: a customer of the given measures, scored and assigned as in a batch.
-- key: none, there is exactly one row
{{ config(
    enabled=has_segments(),
    materialized="table_function",
    persist_docs={"relation": false, "columns": false},
    parameters=["recency := null", "frequency := null", "monetary := null"],
) }}

with

segmentation as (
    select * from {{ ref("int_active_segmentation") }}
),

described as (
    select
        {{ finite("recency") | indent(8) }} as recency,
        {{ finite("frequency") | indent(8) }} as frequency,
        {{ finite("monetary") | indent(8) }} as monetary
),

points as (
    {{- with_units("described", "segmentation", []) }}
),

{{ assigned_segments("points", "segmentation", segment_measures()) }}

select
    segmentation.segmentation_id,
    names.segment_id,
    names.segment_name,
    {%- for measure in segment_measures() %}
    {{ rfm_score(measure, "assigned." ~ measure, "segmentation") | indent(4) }}
        as {{ measure }}_score,
    {%- endfor %}
    sqrt(assigned.nearest_square) / 1048576.0 as centroid_distance,
    sqrt(assigned.next_square) / 1048576.0 as next_centroid_distance
from assigned
cross join segmentation
inner join {{ ref("segment_names") }} as names
    on
        names.is_active
        and assigned.cluster_number = names.cluster_number
