-- One row per period x segment before x segment after.
-- key: to_period, from_segment_id, to_segment_id
{{ config(enabled=has_segments()) }}
{%- set method = migration_method() %}

with

periods as (
    select * from {{ ref("int_segment_periods") }}
),

names as (
    select
        segment_id,
        segment_name
    from {{ ref("segment_names") }}
    where is_active
),

{% if method.is_by_customer -%}
-- From one period in which a customer is seen to the next one.
moves as (
    select
        customer_id,
        lag(period) over seen as from_period,
        period as to_period,
        lag(segment_id) over seen as from_segment_id,
        segment_id as to_segment_id
    from periods
    window seen as (partition by customer_id order by period)
),

counted as (
    select
        max(from_period) as from_period,
        to_period,
        from_segment_id,
        to_segment_id,
        count(*) as customer_count
    from moves
    where from_segment_id is not null
    group by to_period, from_segment_id, to_segment_id
),

shared as (
    select
        *,
        cast(sum(customer_count) over of_segment_before as bigint) as from_count,
        cast(sum(customer_count) over of_segment_after as bigint) as to_count,
        cast(sum(customer_count) over of_period as double) as period_count
    from counted
    window
        of_segment_before as (partition by to_period, from_segment_id),
        of_segment_after as (partition by to_period, to_segment_id),
        of_period as (partition by to_period)
),

final as (
    select
        'by customer' as method,
        from_period,
        to_period,
        from_segment_id,
        to_segment_id,
        customer_count,
        {{ share("customer_count", "from_count") }} as moved_share,
        from_count,
        to_count,
        {{ share("from_count", "period_count") }} as from_share,
        {{ share("to_count", "period_count") }} as to_share
    from shared
)
{%- else -%}
counts as (
    select
        period,
        segment_id,
        count(*) as period_segment_count
    from periods
    group by period, segment_id
),

totals as (
    select
        period,
        sum(period_segment_count) as period_count,
        lag(period) over (order by period) as from_period
    from counts
    group by period
),

-- No customer can be followed: the row of a segment compares its shares in two periods.
compared as (
    select
        totals.from_period,
        totals.period as to_period,
        names.segment_id,
        coalesce(earlier.period_segment_count, 0) as from_count,
        coalesce(later.period_segment_count, 0) as to_count,
        earlier_totals.period_count as from_period_count,
        totals.period_count as to_period_count
    from totals
    inner join totals as earlier_totals on totals.from_period = earlier_totals.period
    cross join names
    left join counts as earlier
        on totals.from_period = earlier.period and names.segment_id = earlier.segment_id
    left join counts as later
        on totals.period = later.period and names.segment_id = later.segment_id
),

final as (
    select
        'by share' as method,
        from_period,
        to_period,
        segment_id as from_segment_id,
        segment_id as to_segment_id,
        cast(null as bigint) as customer_count,
        cast(null as double) as moved_share,
        from_count,
        to_count,
        {{ share("from_count", "from_period_count") }} as from_share,
        {{ share("to_count", "to_period_count") }} as to_share
    from compared
)
{%- endif %}

select
    final.method,
    final.from_period,
    final.to_period,
    final.from_segment_id,
    from_names.segment_name as from_segment_name,
    final.to_segment_id,
    to_names.segment_name as to_segment_name,
    final.customer_count,
    final.moved_share,
    final.from_count,
    final.to_count,
    final.from_share,
    final.to_share
from final
inner join names as to_names on final.to_segment_id = to_names.segment_id
-- A segment of the build before may be gone.
left join names as from_names on final.from_segment_id = from_names.segment_id
