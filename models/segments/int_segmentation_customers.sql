-- One row per customer that segments are fitted on: train contacts, all of them or,
-- above var `max_train_rows`, a sample.
-- key: contact_id
{{ config(materialized="table", enabled=has_segments()) }}

with

train_customers as (
    select
        contact_id,
        recency,
        frequency,
        monetary
    from {{ ref("int_segment_customers") }}
    where split = 'train'
),

-- The six hex digits below which that share of hashes lies.
sample_bounds as (
    select
        count(*) <= {{ var("max_train_rows") }} as is_whole,
        {{ hex_digits(
            "floor(16777215 * least(" ~ var("max_train_rows")
            ~ " / cast(greatest(count(*), 1) as double), 1.0))"
        ) }} as bound
    from train_customers
),

sampled_customers as (
    select train_customers.*
    from train_customers
    cross join sample_bounds
    where
        sample_bounds.is_whole
        or {{ split_hash("segmentation sample ") }} < sample_bounds.bound
)

select * from sampled_customers
