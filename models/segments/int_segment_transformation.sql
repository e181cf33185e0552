-- One row: how measures become coordinates, fitted on train customers.
-- key: none, there is exactly one row
{{ config(materialized="table", enabled=has_segments()) }}

with

train_customers as (
    select
        recency,
        frequency,
        monetary
    from {{ ref("int_segmentation_customers") }}
),

-- Scales are quantiles of what is known: the median of the days and of the amounts that
-- are not zero, and for the number of times the largest but for one in a hundred.
quantiles as (
    select
        percentile_disc(0.5) within group (order by nullif(greatest(recency, 0), 0))
            as recency_scale,
        percentile_disc(0.99) within group (
            order by case when frequency > 0 then frequency end
        ) as frequency_scale,
        percentile_disc(0.5) within group (order by nullif(abs(monetary), 0))
            as monetary_scale
    from train_customers
),

scales as (
    select
        coalesce(recency_scale, 1.0) as recency_scale,
        coalesce(frequency_scale, 1.0) as frequency_scale,
        coalesce(monetary_scale, 1.0) as monetary_scale
    from quantiles
),

-- In whole numbers, so that sums do not depend on the order of the rows.
tamed as (
    select
        {%- for measure in segment_measures() %}
        cast(floor({{ tamed(
            measure, "train_customers." ~ measure, "scales." ~ measure ~ "_scale"
        ) }} * 1048576.0 + 0.5) as bigint) as {{ measure }}{{ "," if not loop.last }}
        {%- endfor %}
    from train_customers
    cross join scales
),

sums as (
    select
        {%- for measure in segment_measures() %}
        cast(count({{ measure }}) as double) as {{ measure }}_count,
        cast(sum({{ measure }}) as double) as {{ measure }}_sum,
        cast(sum(cast({{ measure }} * {{ measure }} as decimal(38, 0))) as double)
            as {{ measure }}_square_sum{{ "," if not loop.last }}
        {%- endfor %}
    from tamed
),

moments as (
    select
        {%- for measure in segment_measures() %}
        coalesce({{ share(measure ~ "_sum", measure ~ "_count") }}, 0.0)
            as {{ measure }}_mean,
        coalesce(sqrt(greatest(
            {{ share(measure ~ "_square_sum", measure ~ "_count") }}
            - {{ share(measure ~ "_sum", measure ~ "_count") }}
            * {{ share(measure ~ "_sum", measure ~ "_count") }},
            0.0
        )), 0.0) as {{ measure }}_deviation{{ "," if not loop.last }}
        {%- endfor %}
    from sums
),

-- A measure that is constant tells no two customers apart: its coordinate is always 0.
transformation as (
    select
        {%- for measure in segment_measures() %}
        scales.{{ measure }}_scale,
        moments.{{ measure }}_mean / 1048576.0 as {{ measure }}_mean,
        case
            when moments.{{ measure }}_deviation < 1.0 then 0.0
            else 1048576.0 / moments.{{ measure }}_deviation
        end as {{ measure }}_inverse_deviation{{ "," if not loop.last }}
        {%- endfor %}
    from scales
    cross join moments
)

select * from transformation
