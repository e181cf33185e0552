-- One row per period x whose probabilities: what was measured, and what they let
-- expect.
-- key: period, probabilities
{%- set profit = threshold_policies().max_profit %}

with

watched as (
    select * from {{ ref("int_watched_predictions") }}
),

scored as (
    select
        period,
        'as trained' as probabilities,
        log_odds as score,
        trained_probability as p,
        case when is_called_as_trained then 1.0 else 0.0 end as called,
        is_subscriber,
        is_ripe
    from watched
    union all
    select
        period,
        'recalibrated' as probabilities,
        ln(recalibrated_probability / (1 - recalibrated_probability)) as score,
        recalibrated_probability as p,
        case when is_called_recalibrated then 1.0 else 0.0 end as called,
        is_subscriber,
        is_ripe
    from watched
),

-- Of each contact: the others expected not to subscribe below it, and those expected to
-- above it; equal scores count one half.
ranked as (
    select
        *,
        -- Null without an outcome, and so is all that is measured.
        case when is_subscriber then 1.0 when not is_subscriber then 0.0 end as y,
        sum(1 - p) over upwards
        - sum(1 - p) over of_score / 2
        - (1 - p) / 2 as others_below,
        sum(p) over downwards - sum(p) over of_score / 2 - p / 2 as subscribers_above,
        rank() over upwards + (count(*) over of_score - 1) / 2.0 as mean_rank,
        cast(count(*) filter (where is_subscriber) over downwards as double)
        / count(*) over downwards as precision_from_here
    from scored
    window
        upwards as (
            partition by period, probabilities order by score
            range unbounded preceding
        ),
        downwards as (
            partition by period, probabilities order by score desc
            range unbounded preceding
        ),
        of_score as (partition by period, probabilities, score)
),

sums as (
    select
        period,
        probabilities,
        count(*) as n,
        count(is_subscriber) as labelled_count,
        cast(sum(y) as bigint) as subscriber_count,
        bool_and(is_ripe) as is_ripe,
        sum(called) as called_count,
        sum(called * y) as true_positives,
        avg(p) as mean_probability,
        avg(power(p - y, 2)) as brier,
        avg({{ log_loss_of("p", "is_subscriber") | indent(8) }})
            filter (where is_subscriber is not null) as log_loss,
        sum(mean_rank * y) as subscriber_rank_sum,
        sum(precision_from_here * y) as precision_sum,
        -- What the probabilities let expect.
        sum(p) as expected_subscribers,
        sum(1 - p) as expected_others,
        sum(called * p) as expected_true_positives,
        sum(p * others_below) as expected_pairs_in_order,
        sum(p * (1 - p)) as variance,
        sum(called * p * (1 - p)) as called_variance
    from ranked
    group by period, probabilities
),

expected as (
    select
        *,
        expected_true_positives / nullif(called_count, 0) as expected_precision,
        expected_true_positives / nullif(expected_subscribers, 0) as expected_recall,
        2 * expected_true_positives / nullif(called_count + expected_subscribers, 0)
            as expected_f1,
        -- No contact pairs with itself.
        expected_pairs_in_order
        / nullif(expected_subscribers * expected_others - variance, 0)
            as expected_roc_auc
    from sums
),

-- Each outcome is a coin of its own probability. How far it moves a ratio, squared,
-- times its variance, adds up to the variance of the ratio (the delta method).
variances as (
    select
        ranked.period,
        ranked.probabilities,
        sum(
            ranked.p * (1 - ranked.p)
            * power(ranked.called - expected.expected_recall, 2)
        ) / nullif(power(max(expected.expected_subscribers), 2), 0)
            as recall_variance,
        sum(
            ranked.p * (1 - ranked.p)
            * power(2 * ranked.called - expected.expected_f1, 2)
        ) / nullif(
            power(max(expected.called_count + expected.expected_subscribers), 2), 0
        ) as f1_variance,
        sum(
            ranked.p * (1 - ranked.p) * power(
                (ranked.others_below - ranked.subscribers_above)
                / nullif(expected.expected_subscribers * expected.expected_others, 0)
                - expected.expected_roc_auc * (
                    1 / nullif(expected.expected_subscribers, 0)
                    - 1 / nullif(expected.expected_others, 0)
                ),
                2
            )
        ) as roc_auc_variance
    from ranked
    inner join expected
        on
            ranked.period = expected.period
            and ranked.probabilities = expected.probabilities
    group by ranked.period, ranked.probabilities
)

select
    expected.period,
    expected.probabilities,
    expected.n as contact_count,
    expected.labelled_count,
    expected.subscriber_count,
    expected.is_ripe,
    expected.called_count,
    expected.true_positives,
    expected.mean_probability,
    expected.brier,
    expected.log_loss,
    {{ share("expected.subscriber_count", "expected.n") }} as subscriber_rate,
    {{ share("expected.true_positives", "expected.called_count") }} as precision,
    {{ share("expected.true_positives", "expected.subscriber_count") }} as recall,
    {{ share(
        "2 * expected.true_positives",
        "expected.called_count + expected.subscriber_count"
    ) }} as f1,
    {{ share(
        "expected.subscriber_rank_sum"
        ~ " - expected.subscriber_count * (expected.subscriber_count + 1) / 2.0",
        "expected.subscriber_count * (expected.n - expected.subscriber_count)"
    ) }} as roc_auc,
    {{ share("expected.precision_sum", "expected.subscriber_count") }}
        as average_precision,
    {{ share(
        "expected.true_positives * " ~ profit.subscription_value
        ~ " - expected.called_count * " ~ profit.call_cost,
        "expected.n"
    ) }} as profit_per_contact,
    expected.expected_subscribers,
    expected.expected_true_positives,
    expected.expected_precision,
    expected.expected_recall,
    expected.expected_f1,
    expected.expected_roc_auc,
    {{ share(
        "expected.expected_true_positives * " ~ profit.subscription_value
        ~ " - expected.called_count * " ~ profit.call_cost,
        "expected.n"
    ) }} as expected_profit_per_contact,
    sqrt(expected.variance) as subscribers_deviation,
    sqrt(expected.called_variance) as true_positives_deviation,
    sqrt(expected.variance - expected.called_variance) as false_negatives_deviation,
    sqrt(variances.recall_variance) as recall_deviation,
    sqrt(variances.f1_variance) as f1_deviation,
    sqrt(variances.roc_auc_variance) as roc_auc_deviation
from expected
inner join variances
    on
        expected.period = variances.period
        and expected.probabilities = variances.probabilities
