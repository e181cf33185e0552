-- One row per model, training, use of the period, recalibration and month.
-- key: model, training, absorbs_period, is_recalibrated, month

with

replayed_months as (
    select * from {{ ref("replayed_months") }}
)

select
    cast(model as string) as model,
    cast(training as string) as training,
    cast(absorbs_period as boolean) as absorbs_period,
    cast(is_recalibrated as boolean) as is_recalibrated,
    cast(month as string) as month,
    cast(contact_count as bigint) as contact_count,
    cast(subscriber_count as bigint) as subscriber_count,
    cast(roc_auc as double) as roc_auc,
    cast(roc_auc_within as double) as roc_auc_within,
    cast(average_precision as double) as average_precision,
    cast(log_loss as double) as log_loss,
    cast(brier as double) as brier,
    cast(mean_probability as double) as mean_probability,
    cast(called_count as bigint) as called_count,
    cast(recall as double) as recall,
    cast(precision as double) as precision,
    cast(profit as double) as profit
from replayed_months
