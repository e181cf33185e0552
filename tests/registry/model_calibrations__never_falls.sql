-- A higher score never means a lower probability: slopes are positive, knots rise in
-- log-odds and do not fall in probability, and every model has one active method.

with

knots as (
    select
        model_id,
        method,
        knot_rank,
        log_odds,
        probability,
        slope,
        lag(log_odds) over by_knot as log_odds_before,
        lag(probability) over by_knot as probability_before,
        count(*) over (partition by model_id, method) as knot_count
    from {{ ref("model_calibrations") }}
    window by_knot as (partition by model_id, method order by knot_rank)
),

active_methods as (
    select
        models.model_id,
        count(distinct calibrations.method) as method_count
    from {{ ref("models") }} as models
    left join {{ ref("model_calibrations") }} as calibrations
        on models.model_id = calibrations.model_id and calibrations.is_active
    group by models.model_id
)

select
    model_id,
    method,
    knot_rank,
    'the probability falls' as fault
from knots
where
    slope <= 0
    or log_odds <= log_odds_before
    or probability < probability_before
union all
select
    model_id,
    method,
    knot_rank,
    'knots are not numbered 1 to 64, or a line has several' as fault
from knots
where knot_rank not between 1 and knot_count or knot_count > 64
    or (slope is not null and knot_count > 1)
union all
select
    model_id,
    null as method,
    null as knot_rank,
    method_count || ' active methods' as fault
from active_methods
where method_count <> 1
