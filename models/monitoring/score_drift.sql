-- One row per period x what its scores are compared with.
-- key: period, compared_with

with

drift as (
    select * from {{ ref("int_drift") }}
    where feature = {{ lit(score_name()) }}
),

rule as (
    select * from {{ ref("int_active_decision_rule") }}
),

trained as (
    select avg({{ calibrated_probability("scores.log_odds", "rule") | indent(8) }})
        as mean_probability
    from {{ ref("model_validation_scores") }} as scores
    inner join rule on scores.model_id = rule.model_id
),

periods as (
    select
        period,
        avg(subscription_probability) as mean_probability
    from {{ ref("int_watched_predictions") }}
    group by period
),

compared as (
    select
        drift.period,
        drift.compared_with,
        drift.contact_count,
        drift.compared_count,
        drift.psi,
        drift.psi_noise_floor,
        drift.js_distance,
        drift.chance,
        periods.mean_probability,
        case
            when drift.compared_with = 'training' then trained.mean_probability
            else earlier.mean_probability
        end as compared_mean_probability
    from drift
    inner join periods on drift.period = periods.period
    left join periods as earlier on drift.compared_with = earlier.period
    cross join trained
)

select * from compared
