-- One row per measure x score, fitted on train customers.
-- key: measure, score
{{ config(materialized="table", enabled=has_segments()) }}
{%- set scores = segmentation().scores %}

with

-- Never contacted is a level of its own, not the lowest quantile.
known_values as (
    select
        'recency' as measure,
        recency as value
    from {{ ref("int_segmentation_customers") }}
    where recency is not null
    union all
    select
        'frequency' as measure,
        frequency as value
    from {{ ref("int_segmentation_customers") }}
    where frequency > 0
    union all
    select
        'monetary' as measure,
        monetary as value
    from {{ ref("int_segmentation_customers") }}
    where monetary is not null
),

value_counts as (
    select
        measure,
        value,
        count(*) as value_count
    from known_values
    group by measure, value
),

cumulated as (
    select
        *,
        sum(value_count) over (
            partition by measure order by value rows unbounded preceding
        ) as counted,
        sum(value_count) over (partition by measure) as total
    from value_counts
),

-- A cut is the value at which a quantile is reached. Values that are equal stay
-- together, so two quantiles may meet in one cut, and the highest value is none.
cuts as (
    select distinct
        cumulated.measure,
        min(cumulated.value) over (
            partition by cumulated.measure, quantiles.quantile
        ) as upper_bound
    from cumulated
    cross join (
        values
        {%- for n in range(1, scores) %}
        ({{ n }}){{ "," if not loop.last }}
        {%- endfor %}
    ) as quantiles (quantile)
    where cumulated.counted * {{ scores }} >= cumulated.total * quantiles.quantile
),

ends as (
    select
        measure,
        max(value) as highest
    from value_counts
    group by measure
),

bounds as (
    select
        cuts.measure,
        cuts.upper_bound
    from cuts
    inner join ends
        on cuts.measure = ends.measure and cuts.upper_bound < ends.highest
    union all
    select
        measure,
        cast(null as double) as upper_bound
    from ends
),

ranked as (
    select
        measure,
        lag(upper_bound) over rising as lower_bound,
        upper_bound,
        row_number() over rising as band,
        count(*) over (partition by measure) as score_count
    from bounds
    window rising as (partition by measure order by upper_bound nulls last)
),

-- Of recency the fewest days score highest.
scored as (
    select
        ranked.measure,
        cast(
            case ranked.measure
                when 'recency' then ranked.score_count + 1 - ranked.band
                else ranked.band
            end as smallint
        ) as score,
        ranked.lower_bound,
        ranked.upper_bound,
        cast(sum(value_counts.value_count) as bigint) as train_count,
        cast(ranked.score_count as smallint) as score_count
    from ranked
    inner join value_counts
        on
            ranked.measure = value_counts.measure
            and (ranked.lower_bound is null or value_counts.value > ranked.lower_bound)
            and (ranked.upper_bound is null or value_counts.value <= ranked.upper_bound)
    group by
        ranked.measure,
        ranked.band,
        ranked.lower_bound,
        ranked.upper_bound,
        ranked.score_count
)

select * from scored
