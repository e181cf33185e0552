-- One row per contact that the active model was not fitted on.
-- key: contact_id
{%- set order_policy = active_policy() in ("capacity", "min_recall") %}

with

rule as (
    select * from {{ ref("int_active_decision_rule") }}
),

-- The shift of the morning of each day; prospects come after the last outcome.
recalibrations as (
    select
        as_of,
        is_current,
        shift
    from {{ ref("recalibrations") }}
),

current_recalibration as (
    select
        max(as_of) as as_of,
        max(shift) as shift
    from recalibrations
    where is_current
),

watched as (
    select
        predictions.contact_id,
        {{ watched_period("contacts" if has_dates() else "predictions") | indent(8) }}
            as period,
        contacts.contacted_on,
        predictions.split,
        predictions.log_odds,
        predictions.score_decile,
        predictions.subscription_probability,
        predictions.is_subscriber
    from {{ ref("predictions") }} as predictions
    inner join {{ ref("int_contact_splits") }} as contacts
        on predictions.contact_id = contacts.contact_id
    where predictions.split <> {{ split_value("train") }}
),

shifted as (
    select
        watched.*,
        case
            when watched.split = {{ split_value("score") }}
                then coalesce(current_recalibration.shift, 0)
            else coalesce(recalibrations.shift, 0)
        end as shift,
        coalesce(
            {{ days_later(
                "watched.contacted_on", recalibration_settings().label_delay_days
            ) }} < current_recalibration.as_of,
            true
        ) as is_ripe
    from watched
    cross join current_recalibration
    left join recalibrations
        on
            watched.contacted_on = recalibrations.as_of
            and not recalibrations.is_current
)

select
    shifted.contact_id,
    shifted.period,
    shifted.contacted_on,
    shifted.log_odds,
    shifted.score_decile,
    shifted.subscription_probability,
    shifted.is_subscriber,
    shifted.is_ripe,
    {{ calibrated_probability("shifted.log_odds", "rule") | indent(4) }}
        as trained_probability,
    shifted.log_odds >= rule.threshold_log_odds as is_called_as_trained,
    {{ calibrated_probability("shifted.log_odds", "rule", "shifted.shift")
        | indent(4) }} as recalibrated_probability,
    {%- if order_policy %}
    shifted.log_odds >= rule.threshold_log_odds as is_called_recalibrated
    {%- else %}
    shifted.log_odds
    >= case
        when shifted.shift = 0 then rule.threshold_log_odds
        else {{ log_odds_at("rule.threshold", "rule", "shifted.shift") | indent(8) }}
    end as is_called_recalibrated
    {%- endif %}
from shifted
cross join rule
