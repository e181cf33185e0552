-- One row per segmentation x segment.
-- key: segmentation_id, segment_id
{{ config(enabled=has_segments()) }}

with

centroids as (
    select * from {{ ref("segment_centroids") }}
),

rules as (
    select * from {{ ref("segment_naming_rules") }}
),

-- Where a centroid lies among the scores of a measure: from 0, the lowest, to 1.
places as (
    select
        centroids.segmentation_id,
        centroids.segment_id,
        {%- for measure in segment_measures() %}
        max(
            case
                when cuts.measure = '{{ measure }}'
                    then
                        case cuts.score_count
                            when 1 then 0.5
                            else (cuts.score - 1) / cast(cuts.score_count - 1 as double)
                        end
            end
        ) as {{ measure }}_place{{ "," if not loop.last }}
        {%- endfor %}
    from centroids
    inner join {{ ref("rfm_cuts") }} as cuts
        on
            centroids.segmentation_id = cuts.segmentation_id
            {%- for measure in segment_measures() %}
            {{ "and (" if loop.first else "or " }}(
                cuts.measure = '{{ measure }}'
                and centroids.{{ measure }}
                > coalesce(cuts.lower_bound, cast('-infinity' as double))
                and centroids.{{ measure }}
                <= coalesce(cuts.upper_bound, cast('infinity' as double))
            ){{ ")" if loop.last }}
            {%- endfor %}
    group by centroids.segmentation_id, centroids.segment_id
),

placed as (
    select
        centroids.segmentation_id,
        centroids.segment_id,
        centroids.cluster_number,
        {%- for measure in segment_measures() %}
        places.{{ measure }}_place,
        centroids.{{ measure }}_units,
        {%- endfor %}
        centroids.recency is null as is_never_contacted
    from centroids
    left join places
        on
            centroids.segmentation_id = places.segmentation_id
            and centroids.segment_id = places.segment_id
),

-- The first rule of the list whose conditions hold.
matching as (
    select
        placed.*,
        rules.segment_name,
        row_number() over (
            partition by placed.segmentation_id, placed.segment_id
            order by rules.rule_rank
        ) as match_rank
    from placed
    left join rules
        on
            placed.is_never_contacted
            = coalesce(rules.is_never_contacted, placed.is_never_contacted)
            {%- for measure in segment_measures() %}
            and (
                rules.lowest_{{ measure }} is null
                or placed.{{ measure }}_place >= rules.lowest_{{ measure }}
            )
            and (
                rules.highest_{{ measure }} is null
                or placed.{{ measure }}_place <= rules.highest_{{ measure }}
            )
            {%- endfor %}
),

named as (
    select
        segmentation_id,
        segment_id,
        cluster_number,
        recency_place,
        frequency_place,
        monetary_place,
        recency_units,
        frequency_units,
        monetary_units,
        coalesce(segment_name, 'others') as rule_name
    from matching
    where match_rank = 1
),

-- Segments of one name are told apart by the measure in which they differ the most.
spreads as (
    select
        *,
        count(*) over of_name as name_count,
        {%- for measure in segment_measures() %}
        max({{ measure }}_units) over of_name - min({{ measure }}_units) over of_name
            as {{ measure }}_spread{{ "," if not loop.last }}
        {%- endfor %}
    from named
    window of_name as (partition by segmentation_id, rule_name)
),

telling as (
    select
        *,
        case
            when monetary_spread >= greatest(recency_spread, frequency_spread)
                then 'monetary value'
            when recency_spread >= frequency_spread then 'recency'
            else 'frequency'
        end as telling_measure
    from spreads
),

ranked as (
    select
        *,
        row_number() over (
            partition by segmentation_id, rule_name
            order by
                case telling_measure
                    when 'monetary value' then monetary_units
                    when 'recency' then recency_units
                    else frequency_units
                end,
                segment_id
        ) as name_rank
    from telling
),

worded as (
    select
        ranked.segmentation_id,
        ranked.segment_id,
        ranked.cluster_number,
        ranked.recency_place,
        ranked.frequency_place,
        ranked.monetary_place,
        ranked.rule_name,
        case
            when ranked.name_count = 1 then ranked.rule_name
            when words.word is not null
                then
                    ranked.rule_name || ', ' || words.word || ' '
                    || ranked.telling_measure
            else
                ranked.rule_name || ', ' || ranked.name_rank || ' of '
                || ranked.name_count || ' by ' || ranked.telling_measure
        end as segment_name
    from ranked
    left join (
        values
        (2, 1, 'low'), (2, 2, 'high'),
        (3, 1, 'low'), (3, 2, 'middle'), (3, 3, 'high'),
        (4, 1, 'lowest'), (4, 2, 'low'), (4, 3, 'high'), (4, 4, 'highest'),
        (5, 1, 'lowest'), (5, 2, 'low'), (5, 3, 'middle'), (5, 4, 'high'),
        (5, 5, 'highest')
    ) as words (name_count, name_rank, word)
        on ranked.name_count = words.name_count and ranked.name_rank = words.name_rank
),

final as (
    select
        worded.*,
        segmentations.is_active
    from worded
    inner join {{ ref("segmentations") }} as segmentations
        on worded.segmentation_id = segmentations.segmentation_id
)

select * from final
