-- One row per model x split x metric.
-- key: model_id, split, metric
{%- set beta = threshold_policies().f_beta.beta %}
{%- set metrics = [
    "accuracy", "precision", "recall", "f1", "f_beta", "specificity", "balanced_accuracy",
    "mcc", "called_share", "prevalence", "roc_auc", "average_precision", "alift",
    "log_loss", "brier", "brier_skill", "ece",
] %}

with

counts as (
    select
        model_id,
        split,
        true_positives as tp,
        false_positives as fp,
        true_negatives as tn,
        false_negatives as fn,
        true_positives + false_negatives as positives,
        true_negatives + false_positives as negatives,
        true_positives + false_positives + true_negatives + false_negatives as contacts
    from {{ ref("confusion_matrix") }}
),

scores as (
    select
        *,
        contact_count - subscriber_count as negative_count,
        true_positives - subscriber_count as positives_above
    from {{ ref("int_score_counts") }}
),

-- Decisions at the active threshold.
decision_metrics as (
    select
        model_id,
        split,
        {{ share("tp + tn", "contacts") }} as accuracy,
        {{ share("tp", "tp + fp") }} as precision,
        {{ share("tp", "positives") }} as recall,
        {{ share("2 * tp", "2 * tp + fp + fn") }} as f1,
        {{ share("(1 + power(" ~ beta ~ ", 2)) * tp",
                 "tp + fp + power(" ~ beta ~ ", 2) * positives") }} as f_beta,
        {{ share("tn", "negatives") }} as specificity,
        ({{ share("tp", "positives") }} + {{ share("tn", "negatives") }}) / 2
            as balanced_accuracy,
        -- Matthews 1975; with an empty margin the correlation is 0, as in scikit-learn.
        coalesce(
            (cast(tp as double) * tn - cast(fp as double) * fn)
            / nullif(
                sqrt(cast(tp + fp as double) * positives)
                * sqrt(cast(tn + fp as double) * (tn + fn)),
                0
            ),
            0
        ) as mcc,
        {{ share("tp + fp", "contacts") }} as called_share,
        {{ share("positives", "contacts") }} as prevalence
    from counts
),

-- The order of the scores. With ties, a pair of equal scores counts one half:
--   AUC   = sum over scores of negatives x (positives above + positives / 2) / (P x N)
--   ALIFT = sum over scores of contacts x (positives above + positives / 2)
--           / (P x all), the area under the cumulative gains curve (Moro et al. 2014)
ranking_metrics as (
    select
        model_id,
        split,
        {{ share(
            "sum(negative_count * (2 * positives_above + subscriber_count))",
            "2 * max(split_subscriber_count) * max(split_count - split_subscriber_count)"
        ) }} as roc_auc,
        {{ share(
            "sum(contact_count * (2 * positives_above + subscriber_count))",
            "2 * max(split_subscriber_count) * max(split_count)"
        ) }} as alift,
        sum(subscriber_count * ({{ share("true_positives", "called_count") }}))
        / nullif(max(split_subscriber_count), 0) as average_precision
    from scores
    group by model_id, split
),

-- The calibrated probabilities; the logarithm stops at the double's own precision, as
-- in scikit-learn, since 0 times ln(0) is no number.
probability_metrics as (
    select
        model_id,
        split,
        -sum(
            subscriber_count * ln(greatest(subscription_probability, 2.2e-16))
            + negative_count * ln(greatest(1 - subscription_probability, 2.2e-16))
        ) / max(split_count) as log_loss,
        sum(
            subscriber_count * power(1 - subscription_probability, 2)
            + negative_count * power(subscription_probability, 2)
        ) / max(split_count) as brier,
        -- Brier 1950 against always predicting the prevalence: 0 is no better, 1 best.
        1 - sum(
            subscriber_count * power(1 - subscription_probability, 2)
            + negative_count * power(subscription_probability, 2)
        ) / nullif(
            max(split_subscriber_count)
            * (1 - {{ share("max(split_subscriber_count)", "max(split_count)") }}),
            0
        ) as brier_skill
    from scores
    group by model_id, split
),

-- Expected calibration error: the mean gap, weighted by contacts.
calibration_metrics as (
    select
        model_id,
        split,
        sum(contact_count * abs(gap)) / sum(contact_count) as ece
    from {{ ref("calibration_by_bin") }}
    group by model_id, split
),

metrics as (
    select *  -- noqa: RF02
    from decision_metrics
    inner join ranking_metrics using (model_id, split)
    inner join probability_metrics using (model_id, split)
    inner join calibration_metrics using (model_id, split)
),

unpivoted as (
    select
        metrics.model_id,
        metrics.split,
        names.metric,
        {{ metric_value(metrics, "metrics") | indent(8) }} as value
    from metrics
    cross join {{ metric_names(metrics) | indent(4) }}
),

measured as (
    select
        unpivoted.model_id,
        unpivoted.split,
        unpivoted.metric,
        unpivoted.value,
        intervals.lower_95,
        intervals.upper_95
    from unpivoted
    left join {{ ref("metric_intervals") }} as intervals
        on
            unpivoted.model_id = intervals.model_id
            and unpivoted.split = intervals.split
            and unpivoted.metric = intervals.metric
)

select * from measured
{{ or_as_before() }}
