-- One row per check x feature (or the score) x watched period: a value beside its
-- limit.
-- key: check_name, name, period
{%- set settings = monitoring_settings() %}

with

limits as (
    select
        check_name,
        limit_value,
        action
    from {{ ref("monitoring_limits") }}
),

drift as (
    select * from {{ ref("int_drift") }}
    where compared_with = 'training'
),

trained as (
    select
        feature,
        contact_share as unknown_share
    from {{ ref("training_statistics") }}
    where code = 0
),

measures as (
    select * from {{ ref("int_period_measures") }}
    where probabilities = 'as trained'
),

validation as (
    select count(*) as contact_count
    from {{ ref("model_validation_scores") }}
    where
        model_id in (
            select active_model.model_id from {{ ref("active_model") }} as active_model
        )
),

-- Prospects, and the latest periods before them.
watched_periods as (
    select
        period,
        period = 'prospects'
        or row_number() over (
            partition by period = 'prospects' order by period desc
        ) <= {{ settings.periods }} as is_watched
    from measures
),

values_found as (
    select
        case when feature = {{ lit(score_name()) }} then 'score_drift'
            else 'feature_drift' end as check_name,
        feature as name,
        period,
        psi as value,
        chance,
        contact_count
    from drift
    union all
    -- More contacts without a value than training had; of the pooled share.
    select
        'missing_share' as check_name,
        feature as name,
        period,
        excess as value,
        {{ normal_tail("z") | indent(8) }} as chance,
        contact_count
    from (
        select
            drift.feature,
            drift.period,
            drift.contact_count,
            drift.missing_share - trained.unknown_share as excess,
            {{ share_difference_as_normal(
                "drift.missing_share", "drift.contact_count",
                "trained.unknown_share", "drift.compared_count"
            ) | indent(12) }} as z
        from drift
        inner join trained on drift.feature = trained.feature
    ) as missing_values
    union all
    select
        'unseen_share' as check_name,
        feature as name,
        period,
        unseen_share as value,
        {{ normal_tail("z") | indent(8) }} as chance,
        contact_count
    from (
        select
            feature,
            period,
            contact_count,
            unseen_share,
            {{ share_difference_as_normal(
                "unseen_share", "contact_count", "0", "compared_count"
            ) | indent(12) }} as z
        from drift
        where feature <> {{ lit(score_name()) }}
    ) as unseen_values
    union all
    -- The level: these contacts vary by chance, and the validation contacts it was set
    -- on.
    select
        'calibration_gap' as check_name,
        {{ lit(score_name()) }} as name,
        period,
        abs(gap) as value,
        2 * {{ normal_tail("abs(z)") | indent(8) }} as chance,
        contact_count
    from (
        select
            measures.period,
            measures.contact_count,
            measures.subscriber_rate - measures.mean_probability as gap,
            (measures.subscriber_rate - measures.mean_probability) / nullif(
                measures.subscribers_deviation / measures.contact_count
                * sqrt(
                    1 + measures.contact_count
                    / nullif(cast(validation.contact_count as double), 0)
                ),
                0
            ) as z
        from measures
        cross join validation
        where measures.labelled_count > 0 and measures.is_ripe
    ) as gaps
    union all
    -- The order: below what the probabilities themselves let expect of these contacts.
    select
        'roc_auc' as check_name,
        {{ lit(score_name()) }} as name,
        period,
        lack as value,
        {{ normal_tail("z") | indent(8) }} as chance,
        contact_count
    from (
        select
            period,
            contact_count,
            expected_roc_auc - roc_auc as lack,
            (expected_roc_auc - roc_auc) / nullif(roc_auc_deviation, 0) as z
        from measures
        where labelled_count > 0 and is_ripe
    ) as orders
),

exceptions as (
    select
        check_name,
        name,
        reason
    from {{ ref("monitoring_exceptions") }}
    {%- for feature in model_features() if feature.calendar %}
    union all
    select
        'feature_drift' as check_name,
        {{ lit(feature.name) }} as name,
        'tied to the calendar: a month holds its own days only' as reason
    {%- endfor %}
),

excepted as (
    select
        check_name,
        name,
        min(reason) as reason
    from exceptions
    group by check_name, name
),

checked as (
    select
        values_found.check_name,
        values_found.name,
        values_found.period,
        values_found.value,
        limits.limit_value,
        coalesce(values_found.chance, 1) as chance,
        values_found.contact_count,
        limits.action,
        excepted.reason as exception_reason
    from values_found
    inner join limits on values_found.check_name = limits.check_name
    inner join watched_periods on values_found.period = watched_periods.period
    left join excepted
        on
            values_found.check_name = excepted.check_name
            and values_found.name = excepted.name
    where watched_periods.is_watched
),

-- Of all that is checked and may alert, by chance (Benjamini and Hochberg 1995):
-- the share of false alerts among those up to here, at most.
ranked as (
    select
        *,
        row_number() over by_chance as place,
        count(*) over (partition by exception_reason is null) as check_count
    from checked
    window by_chance as (
        partition by exception_reason is null
        order by chance, check_name, name, period
    )
)

select
    check_name,
    name,
    period,
    value,
    limit_value,
    chance,
    min(chance * check_count / place) over (
        partition by exception_reason is null
        order by place desc rows unbounded preceding
    ) as false_alert_share,
    contact_count,
    action,
    exception_reason
from ranked
