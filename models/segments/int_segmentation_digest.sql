-- One row: a digest of everything that fitting segments reads from the database.
-- key: none, there is exactly one row
{{ config(materialized="view", enabled=has_segments()) }}

with

points as (
    select md5(coalesce({{ joined_texts(
        "concat_ws(',', recency_units, frequency_units, monetary_units, contact_count)",
        ";",
        "recency_units, frequency_units, monetary_units"
    ) }}, '')) as digest
    from {{ ref("int_segmentation_points") }}
),

transformation as (
    select md5(concat_ws(
        ','
        {%- for measure in segment_measures() %},
        {{ measure }}_scale,
        {{ measure }}_mean,
        {{ measure }}_inverse_deviation
        {%- endfor %}
    )) as digest
    from {{ ref("int_segment_transformation") }}
),

cuts as (
    select md5(coalesce({{ joined_texts(
        "concat_ws(',', measure, score, coalesce(upper_bound, 0), train_count)",
        ";",
        "measure, score"
    ) }}, '')) as digest
    from {{ ref("int_rfm_cuts") }}
)

select md5(points.digest || transformation.digest || cuts.digest) as digest
from points
cross join transformation
cross join cuts
