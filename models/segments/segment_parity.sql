-- One row per probe of the active segmentation: its segment by SQL and by scikit-learn.
-- key: probe_id
{{ config(enabled=has_segments()) }}

with

segmentation as (
    select * from {{ ref("int_active_segmentation") }}
),

stored as (
    select {{ document_rows("probes", "segmentation") }} as probe
    from {{ ref("fitted_segmentations") }} as fitted
    inner join segmentation on fitted.segmentation_id = segmentation.segmentation_id
),

probes as (
    select
        probe.probe_id,
        probe.probe,
        probe.recency,
        probe.frequency,
        probe.monetary,
        probe.recency_units as expected_recency_units,
        probe.frequency_units as expected_frequency_units,
        probe.monetary_units as expected_monetary_units,
        probe.segment_id as expected_segment_id
    from stored
),

-- Points on and beside a boundary are given by coordinates, customers by measures.
points as (
    {{- with_units("probes", "segmentation", [
        "probe_id", "probe", "expected_segment_id", "expected_recency_units",
        "expected_frequency_units", "expected_monetary_units",
    ]) }}
),

placed as (
    select
        probe_id,
        probe,
        expected_segment_id,
        probe_id < 0
        or (
            recency_units = expected_recency_units
            and frequency_units = expected_frequency_units
            and monetary_units = expected_monetary_units
        ) as has_equal_units,
        {%- for measure in segment_measures() %}
        case
            when probe_id < 0 then expected_{{ measure }}_units else {{ measure }}_units
        end as {{ measure }}_units{{ "," if not loop.last }}
        {%- endfor %}
    from points
),

{{ assigned_segments("placed", "segmentation", [
    "probe_id", "probe", "expected_segment_id", "has_equal_units",
]) }},

final as (
    select
        assigned.probe_id,
        assigned.probe,
        centroids.segment_id,
        assigned.expected_segment_id,
        assigned.has_equal_units,
        centroids.segment_id = assigned.expected_segment_id as has_equal_segment,
        -- With one segment there is no next one.
        coalesce(assigned.nearest_square = assigned.next_square, false)
            as is_on_boundary
    from assigned
    cross join segmentation
    inner join {{ ref("segment_centroids") }} as centroids
        on
            segmentation.segmentation_id = centroids.segmentation_id
            and assigned.cluster_number = centroids.cluster_number
)

select * from final
