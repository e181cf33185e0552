-- One row: all that scoring and assigning a customer needs of the active segmentation.
-- key: none, there is exactly one row
{{ config(materialized="table", enabled=has_segments()) }}

with

active as (
    select segmentation_id
    from {{ ref("segmentations") }}
    where is_active
),

measures as (
    select
        {%- for measure in segment_measures() %}
        {%- for part in ("scale", "mean", "inverse_deviation") %}
        max(case when measures.measure = '{{ measure }}' then measures.{{ part }} end)
            as {{ measure }}_{{ part }}{{ "," if not loop.last }}
        {%- endfor %}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref("segmentation_measures") }} as measures
    inner join active on measures.segmentation_id = active.segmentation_id
),

numbered_cuts as (
    select
        cuts.measure,
        cuts.upper_bound,
        cuts.score_count,
        row_number() over (
            partition by cuts.measure order by cuts.upper_bound nulls last
        ) as cut_number
    from {{ ref("rfm_cuts") }} as cuts
    inner join active on cuts.segmentation_id = active.segmentation_id
),

cuts as (
    select
        {%- for measure in segment_measures() %}
        max(case when measure = '{{ measure }}' then score_count end)
            as {{ measure }}_score_count,
        {%- for n in range(1, most_scores()) %}
        max(
            case
                when measure = '{{ measure }}' and cut_number = {{ n }} then upper_bound
            end
        ) as {{ measure }}_cut_{{ n }}{{ "," if not loop.last }}
        {%- endfor %}{{ "," if not loop.last }}
        {%- endfor %}
    from numbered_cuts
),

-- One column per coordinate, as a list costs more to read per customer than it saves.
centroids as (
    select
        {%- for n in range(1, most_segments() + 1) %}
        {%- for measure in segment_measures() %}
        max(
            case
                when centroids.cluster_number = {{ n }}
                    then centroids.{{ measure }}_units
            end
        ) as {{ measure }}_{{ n }},
        {%- endfor %}
        max(
            case
                when centroids.cluster_number = {{ n }}
                    then
                        centroids.recency_units * centroids.recency_units
                        + centroids.frequency_units * centroids.frequency_units
                        + centroids.monetary_units * centroids.monetary_units
            end
        ) as square_{{ n }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref("segment_centroids") }} as centroids
    inner join active on centroids.segmentation_id = active.segmentation_id
)

select
    active.segmentation_id,
    measures.*,
    cuts.*,
    centroids.*
from active
cross join measures
cross join cuts
cross join centroids
