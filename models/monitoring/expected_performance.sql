-- One row per period x whose probabilities x metric.
-- key: period, probabilities, metric
{%- set value = threshold_policies().max_profit.subscription_value %}
{#- metric: what is expected, its standard deviation, what was measured. #}
{%- set called, n = "measures.called_count", "measures.contact_count" %}
{%- set hits, found = "measures.expected_true_positives", "measures.true_positives" %}
{%- set all = "measures.expected_subscribers" %}
{%- set deviation = "measures.true_positives_deviation" %}
{%- set metrics = {
    "subscribers": [all, "measures.subscribers_deviation", "measures.subscriber_count"],
    "true_positives": [hits, deviation, found],
    "false_positives": [called ~ " - " ~ hits, deviation, called ~ " - " ~ found],
    "false_negatives": [
        all ~ " - " ~ hits, "measures.false_negatives_deviation",
        "measures.subscriber_count - " ~ found,
    ],
    "true_negatives": [
        n ~ " - " ~ called ~ " - " ~ all ~ " + " ~ hits,
        "measures.false_negatives_deviation",
        n ~ " - " ~ called ~ " - measures.subscriber_count + " ~ found,
    ],
    "precision": [
        "measures.expected_precision", deviation ~ " / nullif(" ~ called ~ ", 0)",
        "measures.precision",
    ],
    "recall": ["measures.expected_recall", "measures.recall_deviation", "measures.recall"],
    "f1": ["measures.expected_f1", "measures.f1_deviation", "measures.f1"],
    "roc_auc": [
        "measures.expected_roc_auc", "measures.roc_auc_deviation", "measures.roc_auc"
    ],
    "profit_per_contact": [
        "measures.expected_profit_per_contact",
        value ~ " * " ~ deviation ~ " / " ~ n, "measures.profit_per_contact",
    ],
} %}
{%- set expected, deviations, realised = {}, {}, {} %}
{%- for metric, parts in metrics.items() %}
{%- do expected.update({metric: parts[0]}) %}
{%- do deviations.update({metric: parts[1]}) %}
{%- do realised.update({metric: parts[2]}) %}
{%- endfor %}

with

measures as (
    select * from {{ ref("int_period_measures") }}
),

unpivoted as (
    select
        measures.period,
        measures.probabilities,
        measures.contact_count,
        measures.is_ripe,
        names.metric,
        {{ metric_value(expected) | indent(8) }} as expected_value,
        {{ metric_value(deviations) | indent(8) }} as deviation,
        case
            when measures.labelled_count > 0
                then {{ metric_value(realised) | indent(16) }}
        end as realised_value
    from measures
    cross join {{ metric_names(metrics) | indent(4) }}
)

select
    period,
    probabilities,
    metric,
    expected_value,
    expected_value - 1.96 * deviation as lower_95,
    expected_value + 1.96 * deviation as upper_95,
    realised_value,
    realised_value between expected_value - 1.96 * deviation
    and expected_value + 1.96 * deviation as is_within,
    contact_count,
    is_ripe
from unpivoted
