-- One row per period with outcomes x metric.
-- key: period, metric
{%- set metrics = [
    "roc_auc", "average_precision", "brier", "log_loss", "calibration_gap", "recall",
    "precision", "profit_per_contact",
] %}

with

measures as (
    select
        *,
        subscriber_rate - mean_probability as calibration_gap
    from {{ ref("int_period_measures") }}
    where labelled_count > 0
),

unpivoted as (
    select
        measures.period,
        measures.probabilities,
        measures.contact_count,
        measures.subscriber_count,
        measures.is_ripe,
        names.metric,
        {{ metric_value(metrics, "measures") | indent(8) }} as value
    from measures
    cross join {{ metric_names(metrics) | indent(4) }}
)

select
    period,
    metric,
    max(value) filter (where probabilities = 'as trained') as as_trained,
    max(value) filter (where probabilities = 'recalibrated') as recalibrated,
    contact_count,
    subscriber_count,
    is_ripe
from unpivoted
group by period, metric, contact_count, subscriber_count, is_ripe
