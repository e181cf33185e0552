-- One row per check that is breached.
-- key: check_name, name, period

with

breaches as (
    select * from {{ ref("int_checks") }}
    where
        value > limit_value
        and false_alert_share <= {{ monitoring_settings().false_alert_share }}
        and exception_reason is null
)

select
    check_name,
    name,
    period,
    value,
    limit_value,
    chance,
    false_alert_share,
    contact_count,
    case check_name
        when 'feature_drift'
            then name || ' of ' || period || ' is not as in training: index '
        when 'score_drift'
            then 'The scores of ' || period || ' are not as at training: index '
        when 'missing_share'
            then 'More of ' || period || ' than in training have no ' || name || ': by '
        when 'unseen_share'
            then 'Values of ' || name || ' in ' || period || ' that training had not: '
        when 'calibration_gap'
            then 'The mean probability of ' || period || ' is off by '
        when 'roc_auc'
            then 'The order of ' || period || ' is worse than expected: ROC AUC by '
    end
    || {{ fixed_text("value", 3) }} || ', above ' || {{ fixed_text("limit_value", 2) }}
    || '; ' || replace(action, '{name}', name) || '.' as sentence
from breaches
