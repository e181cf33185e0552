-- One row per probe: a customer whose segment SQL and scikit-learn must agree on.
-- key: probe_id
{{ config(materialized="table", enabled=has_segments()) }}

with

sampled_customers as (
    select
        recency,
        frequency,
        monetary
    from {{ ref("int_segmentation_customers") }}
    order by md5('parity' || cast(contact_id as string)), contact_id
    limit 100
),

-- What sampled customers may not show: nothing known, ends of the scale, no number.
edge_values as (
    select
        cast(edges.recency as double) as recency,
        cast(edges.frequency as double) as frequency,
        cast(edges.monetary as double) as monetary
    from (
        values
        (null, null, null),
        (null, 0, null),
        (null, 0, 0),
        (0, 1, 0),
        (0, 1e12, 1e12),
        (1e12, 1e12, -1e12),
        (-1e12, -1e12, -1e12),
        (30, null, 1000),
        (null, 3, 1000),
        (30, 3, null)
    ) as edges (recency, frequency, monetary)
),

customers as (
    select
        row_number() over (order by recency, frequency, monetary) as probe_id,
        'customer' as probe,
        *
    from sampled_customers
    union all
    select
        1000 + row_number() over (order by recency, frequency, monetary) as probe_id,
        'edge' as probe,
        *
    from edge_values
),

probes as (
    {{- with_units(
        "customers", ref("int_segment_transformation"), ["probe_id", "probe"]
    ) }}
)

select * from probes
