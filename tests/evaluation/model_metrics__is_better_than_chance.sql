-- On contacts it has not seen, the model orders better than chance and its
-- probabilities beat always saying the prevalence. Where it does not, nobody should be
-- called by it. Splits with fewer than 20 subscribers say nothing about this.
{{ config(severity="warn") }}

select
    model_metrics.model_id,
    model_metrics.split,
    model_metrics.metric,
    model_metrics.value
from {{ ref("model_metrics") }} as model_metrics
inner join {{ ref("confusion_matrix") }} as confusion_matrix
    on
        model_metrics.model_id = confusion_matrix.model_id
        and model_metrics.split = confusion_matrix.split
where
    model_metrics.split = 'test'
    and confusion_matrix.true_positives + confusion_matrix.false_negatives >= 20
    and (
        (model_metrics.metric = 'roc_auc' and model_metrics.value <= 0.5)
        or (model_metrics.metric = 'brier_skill' and model_metrics.value <= 0)
    )
