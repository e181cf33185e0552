-- One row per day: how far the latest outcomes known by then move the probabilities.
-- key: model_id, as_of
{%- set settings = recalibration_settings() %}
{%- set unit = 1073741824 %}

with recursive

outcomes as (
    select * from {{ ref("int_recent_outcomes") }}
),

active_model as (
    select model_id
    from {{ ref("active_model") }}
),

-- Of each day with contacts, and of the day after the last outcome: that one is used.
latest_outcome as (
    select max(contacted_on) as contacted_on
    from {{ ref("int_contact_splits") }}
    where is_subscriber is not null
),

days as (
    select distinct
        contacted_on as as_of,
        false as is_current
    from outcomes
    union all
    select
        {{ days_later("contacted_on", 1) }} as as_of,
        true as is_current
    from latest_outcome
),

-- An outcome is known the day after, and after the delay that outcomes have.
known_outcomes as (
    select
        {{ days_later("contacted_on", 1 + settings.label_delay_days) }} as known_on,
        max(outcome_rank) as outcome_rank
    from outcomes
    group by contacted_on
),

events as (
    select
        known_on as happens_on,
        outcome_rank,
        cast(null as date) as as_of,
        cast(null as boolean) as is_current
    from known_outcomes
    union all
    select
        as_of as happens_on,
        null as outcome_rank,
        as_of,
        is_current
    from days
),

known as (
    select
        as_of,
        is_current,
        max(outcome_rank) over (
            order by happens_on range unbounded preceding
        ) as last_rank
    from events
),

-- Fewer outcomes than asked for move nothing: they would tell little.
windows as (
    select
        as_of,
        is_current,
        last_rank
    from known
    where as_of is not null and last_rank >= {{ settings.contacts }}
),

ranks as (
    select
        as_of,
        {{ unnested(series(
            "last_rank - " ~ (settings.contacts - 1), "last_rank"
        )) }} as outcome_rank
    from windows
),

recent as (
    select
        ranks.as_of,
        outcomes.contacted_on,
        outcomes.is_subscriber,
        outcomes.subscription_probability,
        ln(outcomes.subscription_probability / (1 - outcomes.subscription_probability))
            as log_odds
    from ranks
    inner join outcomes on ranks.outcome_rank = outcomes.outcome_rank
),

-- A rate of none, or all, would move them infinitely far: half an outcome is left.
summed as (
    select
        as_of,
        count(*) as contact_count,
        min(contacted_on) as first_contacted_on,
        max(contacted_on) as last_contacted_on,
        count(*) filter (where is_subscriber) / cast(count(*) as double)
            as observed_rate,
        avg(subscription_probability) as expected_rate,
        least(
            greatest(cast(count(*) filter (where is_subscriber) as double), 0.5),
            count(*) - 0.5
        ) as subscriber_count
    from recent
    group by as_of
),

-- The shift at which the mean probability is the observed rate, by halving, in units of
-- 2^-30. Probabilities are added as whole numbers: in any order the sum is the same.
search as (
    select
        as_of,
        subscriber_count,
        0 as step,
        cast({{ -16 * unit }} as bigint) as lower_units,
        cast({{ 16 * unit }} as bigint) as upper_units
    from summed
    union all
    select
        halved.as_of,
        halved.subscriber_count,
        halved.step + 1 as step,
        case
            when halved.expected_count <= halved.subscriber_count
                then halved.middle_units
            else halved.lower_units
        end as lower_units,
        case
            when halved.expected_count <= halved.subscriber_count
                then halved.upper_units
            else halved.middle_units
        end as upper_units
    from (
        select
            search.as_of,
            search.subscriber_count,
            search.step,
            search.lower_units,
            search.upper_units,
            cast((search.lower_units + search.upper_units) / 2 as bigint)
                as middle_units,
            sum(cast(
                floor({{ units_per_log_odds() }} / (1 + exp(
                    -recent.log_odds
                    - (search.lower_units + search.upper_units)
                    / cast({{ 2 * unit }} as double)
                ))) as bigint
            )) / cast({{ units_per_log_odds() }} as double) as expected_count
        from search
        inner join recent on search.as_of = recent.as_of
        where search.step < 35
        group by
            search.as_of,
            search.subscriber_count,
            search.step,
            search.lower_units,
            search.upper_units
    ) as halved
),

shifts as (
    select
        as_of,
        lower_units / cast({{ unit }} as double) as shift
    from search
    where step = 35
),

-- Would it have helped? Contacts older than those used now, ten times as many at most,
-- each by the shift of its own day.
used_now as (
    select last_rank - {{ settings.contacts }} as last_rank
    from windows
    where is_current
),

replayed as (
    select
        outcomes.contacted_on,
        {{ log_loss_of(
            "outcomes.subscription_probability", "outcomes.is_subscriber"
        ) | indent(8) }} as log_loss,
        {{ log_loss_of(
            shifted_probability("outcomes.subscription_probability", "shifts.shift"),
            "outcomes.is_subscriber"
        ) | indent(8) }} as shifted_log_loss
    from outcomes
    inner join shifts on outcomes.contacted_on = shifts.as_of
    inner join used_now
        on
            outcomes.outcome_rank <= used_now.last_rank
            and outcomes.outcome_rank
            > used_now.last_rank - {{ 10 * settings.contacts }}
),

mean_difference as (
    select
        count(*) as contact_count,
        avg(log_loss) as log_loss,
        avg(shifted_log_loss) as shifted_log_loss,
        avg(shifted_log_loss - log_loss) as difference
    from replayed
),

day_sums as (
    select
        replayed.contacted_on,
        sum(
            replayed.shifted_log_loss - replayed.log_loss - mean_difference.difference
        ) as excess
    from replayed
    cross join mean_difference
    group by replayed.contacted_on
),

-- Contacts of one day share a shift: the days are what varies by chance.
deviation as (
    select
        count(*) as day_count,
        sqrt(
            count(*) / nullif(count(*) - 1.0, 0) * sum(power(excess, 2))
        ) as deviation
    from day_sums
),

evidence as (
    select
        mean_difference.contact_count,
        deviation.day_count,
        mean_difference.log_loss,
        mean_difference.shifted_log_loss,
        mean_difference.difference,
        mean_difference.difference
        - 1.96 * deviation.deviation / nullif(mean_difference.contact_count, 0)
            as lower_95,
        mean_difference.difference
        + 1.96 * deviation.deviation / nullif(mean_difference.contact_count, 0)
            as upper_95
    from mean_difference
    cross join deviation
),

judged as (
    select
        active_model.model_id,
        days.as_of,
        days.is_current,
        shifts.shift,
        coalesce(summed.contact_count, 0) as contact_count,
        summed.first_contacted_on,
        summed.last_contacted_on,
        summed.observed_rate,
        summed.expected_rate,
        case when days.is_current then evidence.contact_count end as replayed_count,
        case when days.is_current then evidence.log_loss end as replayed_log_loss,
        case when days.is_current then evidence.shifted_log_loss end
            as replayed_shifted_log_loss,
        case when days.is_current then evidence.difference end as replayed_difference,
        case when days.is_current then evidence.lower_95 end as replayed_lower_95,
        case when days.is_current then evidence.upper_95 end as replayed_upper_95,
        days.is_current
        and shifts.shift is not null
        and {{ {
            "none": "false",
            "latest": "true",
            "auto": "coalesce(evidence.day_count >= 10 and evidence.upper_95 < 0, false)",
        }[settings.method] }} as is_applied,
        evidence.day_count
    from days
    cross join active_model
    cross join evidence
    left join summed on days.as_of = summed.as_of
    left join shifts on days.as_of = shifts.as_of
)

select
    model_id,
    as_of,
    is_current,
    shift,
    cast(contact_count as bigint) as contact_count,
    first_contacted_on,
    last_contacted_on,
    observed_rate,
    expected_rate,
    is_applied,
    case
        when not is_current then null
        when {{ "true" if settings.method == "none" else "false" }}
            then 'not applied: var `recalibration` says none'
        when shift is null
            then 'not applied: fewer than {{ settings.contacts }} outcomes are known'
        when {{ "true" if settings.method == "latest" else "false" }}
            then 'applied: var `recalibration` says latest'
        when day_count < 10
            then 'not applied: fewer than ten days of older outcomes to try it on'
        else
            case when is_applied then 'applied' else 'not applied' end
            || ': on ' || replayed_count || ' older contacts it would have changed the'
            || ' log loss by ' || {{ fixed_text("replayed_difference", 4, "+") }}
            || ' [' || {{ fixed_text("replayed_lower_95", 4, "+") }}
            || ', ' || {{ fixed_text("replayed_upper_95", 4, "+") }} || ']'
    end as reason,
    cast(replayed_count as bigint) as replayed_count,
    replayed_log_loss,
    replayed_shifted_log_loss,
    replayed_difference,
    replayed_lower_95,
    replayed_upper_95
from judged
where as_of is not null
