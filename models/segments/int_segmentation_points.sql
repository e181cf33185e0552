-- One row per place where train customers lie: what is clustered.
-- key: recency_units, frequency_units, monetary_units
{{ config(materialized="table", enabled=has_segments()) }}

with

points as (
    {{- with_units(
        ref("int_segmentation_customers"), ref("int_segment_transformation"), []
    ) }}
),

counted as (
    select
        cast(recency_units as bigint) as recency_units,
        cast(frequency_units as bigint) as frequency_units,
        cast(monetary_units as bigint) as monetary_units,
        count(*) as contact_count
    from points
    group by recency_units, frequency_units, monetary_units
)

select * from counted
