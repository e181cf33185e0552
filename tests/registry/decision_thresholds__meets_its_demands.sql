-- What a policy demands, its threshold gives on validation rows; exactly one policy is
-- active, of the active model, and it has a threshold.
{%- set policies = threshold_policies() %}

with

thresholds as (
    select
        policies.*,
        active_model.model_id is not null as is_of_active_model,
        count(*) filter (where policies.is_active) over of_model as active_count,
        max(policies.expected_f_beta) over of_model as best_f_beta,
        max(policies.expected_profit_per_contact) over of_model as best_profit
    from {{ ref("decision_thresholds") }} as policies
    left join {{ ref("active_model") }} as active_model
        on policies.model_id = active_model.model_id
    window of_model as (partition by policies.model_id)
)

select *
from thresholds
where
    active_count <> case when is_of_active_model then 1 else 0 end
    or (is_active and not is_possible)
    or is_possible <> (threshold is not null)
    or is_possible <> (threshold_log_odds is not null)
    or (policy = 'f_beta' and expected_f_beta < best_f_beta)
    or (
        policy = 'min_recall'
        and (
            expected_recall < {{ policies.min_recall.recall }}
            or expected_precision < {{ policies.min_recall.precision }}
        )
    )
    or (
        policy = 'min_precision'
        and (
            expected_precision < {{ policies.min_precision.precision }}
            or expected_recall < {{ policies.min_precision.recall }}
        )
    )
    {%- if policies.capacity.count is none %}
    or (policy = 'capacity' and expected_called_share > {{ policies.capacity.share }})
    {%- endif %}
    or (policy = 'max_profit' and expected_profit_per_contact < best_profit)
