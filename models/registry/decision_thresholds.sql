-- One row per model x policy.
-- key: model_id, policy
{{ config(post_hook="{{ stop_at_first(threshold_faults(this)) }}") }}
{%- set policies = threshold_policies() %}

with

validation_scores as (
    select
        model_id,
        log_odds,
        is_subscriber
    from {{ ref("model_validation_scores") }}
),

rules as (
    select * from {{ ref("int_calibration_rules") }}
),

active_model as (
    select model_id
    from {{ ref("active_model") }}
),

shifts as (
    {{- applied_shifts() | indent(4) }}
),

shifted_rules as (
    select
        rules.*,
        coalesce(shifts.shift, 0) as shift
    from rules
    left join shifts on rules.model_id = shifts.model_id
),

prospects as (
    select count(*) as prospect_count
    from {{ ref("int_contact_splits") }}
    where split = 'score'
),

scores as (
    select
        model_id,
        log_odds,
        count(*) as contact_count,
        count(*) filter (where is_subscriber) as subscriber_count
    from validation_scores
    group by model_id, log_odds
),

-- What calling every contact with at least these log-odds would have meant.
cuts as (
    select
        model_id,
        log_odds,
        sum(contact_count) over called as called_count,
        sum(subscriber_count) over called as true_positives,
        sum(contact_count) over all_contacts as contact_count,
        sum(subscriber_count) over all_contacts as subscriber_count
    from scores
    window
        called as (
            partition by model_id order by log_odds desc rows unbounded preceding
        ),
        all_contacts as (partition by model_id)
),

evaluated as (
    select
        model_id,
        log_odds,
        called_count,
        {{ share("called_count", "contact_count") }} as called_share,
        {{ share("true_positives", "called_count") }} as expected_precision,
        -- Without a subscriber there is none to miss.
        coalesce({{ share("true_positives", "subscriber_count") }}, 1.0)
            as expected_recall,
        -- F-beta = (1 + b^2) TP / (called + b^2 positives)
        (1 + power({{ policies.f_beta.beta }}, 2)) * true_positives
        / (called_count + power({{ policies.f_beta.beta }}, 2) * subscriber_count)
            as expected_f_beta,
        {{ share(
            "true_positives * " ~ policies.max_profit.subscription_value
            ~ " - called_count * " ~ policies.max_profit.call_cost,
            "contact_count"
        ) }} as expected_profit_per_contact
    from cuts
),

-- Each policy: which cuts it allows, and what it wants the most of.
candidates as (
    select
        evaluated.*,
        policies.policy,
        case policies.policy
            when 'min_recall'
                then
                    evaluated.expected_recall
                    >= {{ policies.min_recall.recall }}
                    and evaluated.expected_precision
                    >= {{ policies.min_recall.precision }}
            when 'min_precision'
                then
                    evaluated.expected_precision
                    >= {{ policies.min_precision.precision }}
                    and evaluated.expected_recall
                    >= {{ policies.min_precision.recall }}
            when 'capacity'
                then
                    evaluated.called_share
                    <= {% if policies.capacity.count is not none -%}
                    {{ share(policies.capacity.count, "prospects.prospect_count") }}
                    {%- else -%}
                    {{ policies.capacity.share }}
                    {%- endif %}
            else true
        end as is_allowed,
        case policies.policy
            when 'f_beta' then evaluated.expected_f_beta
            when 'min_recall' then -evaluated.called_share
            when 'min_precision' then evaluated.expected_recall
            when 'capacity' then evaluated.called_share
            when 'max_profit' then evaluated.expected_profit_per_contact
        end as objective
    from evaluated
    cross join prospects
    cross join (
        values
        ('f_beta'), ('min_recall'), ('min_precision'), ('capacity'), ('max_profit')
    ) as policies (policy)
),

-- Where two cuts serve equally well, the one with fewer calls.
ranked_candidates as (
    select
        *,
        row_number() over (
            partition by model_id, policy order by objective desc, called_count
        ) as choice
    from candidates
    where is_allowed
),

fixed as (
    select
        rules.model_id,
        'fixed' as policy,
        {{ policies.fixed.threshold }} as threshold,
        {{ log_odds_at(policies.fixed.threshold, "rules") | indent(8) }}
            as threshold_log_odds
    from rules
),

-- What the fixed threshold expects is that of the lowest validation score it calls.
fixed_evaluated as (
    select
        fixed.*,
        evaluated.called_share,
        evaluated.expected_precision,
        evaluated.expected_recall,
        evaluated.expected_f_beta,
        evaluated.expected_profit_per_contact,
        row_number() over (
            partition by fixed.model_id order by evaluated.log_odds
        ) as choice
    from fixed
    left join evaluated
        on
            fixed.model_id = evaluated.model_id
            and evaluated.log_odds >= fixed.threshold_log_odds
),

policies as (
    select
        chosen.model_id,
        chosen.policy,
        {{ calibrated_probability("chosen.log_odds", "rules") | indent(8) }}
            as threshold,
        chosen.log_odds as threshold_log_odds,
        chosen.called_share as expected_called_share,
        chosen.expected_precision,
        chosen.expected_recall,
        chosen.expected_f_beta,
        chosen.expected_profit_per_contact
    from ranked_candidates as chosen
    inner join rules on chosen.model_id = rules.model_id
    where chosen.choice = 1
    union all
    select
        model_id,
        policy,
        threshold,
        threshold_log_odds,
        called_share,
        expected_precision,
        expected_recall,
        expected_f_beta,
        expected_profit_per_contact
    from fixed_evaluated
    where choice = 1
),

-- A policy that no cut can satisfy keeps its row, without a threshold.
requested_policies as (
    select
        rules.model_id,
        demands.policy,
        demands.demand
    from rules
    cross join (
        values
        {%- for name, settings in policies.items() %}
        ({{ lit(name) }}, {{ lit(tojson(settings)) }}){{ "," if not loop.last }}
        {%- endfor %}
    ) as demands (policy, demand)
),

final as (
    select
        requested_policies.model_id,
        requested_policies.policy,
        requested_policies.demand,
        policies.threshold,
        policies.threshold_log_odds,
        case
            when {{ is_policy_of_order("policies.policy") }}
                then {{ shifted_probability("policies.threshold", "shifted_rules.shift")
                    | indent(20) }}
            else policies.threshold
        end as prospect_threshold,
        case
            when shifted_rules.shift = 0 or {{ is_policy_of_order("policies.policy") }}
                then policies.threshold_log_odds
            {%- if var("calibration") == "isotonic" %}
            else {{ log_odds_at(
                "policies.threshold", "shifted_rules", "shifted_rules.shift"
            ) | indent(16) }}
            {%- else %}
            -- Along a line, without the way through a probability.
            else policies.threshold_log_odds - shifted_rules.shift / shifted_rules.slope
            {%- endif %}
        end as prospect_threshold_log_odds,
        active_model.model_id is not null
        and requested_policies.policy = {{ lit(active_policy()) }} as is_active,
        policies.threshold_log_odds is not null as is_possible,
        policies.expected_called_share,
        policies.expected_precision,
        policies.expected_recall,
        policies.expected_f_beta,
        policies.expected_profit_per_contact
    from requested_policies
    left join policies
        on
            requested_policies.model_id = policies.model_id
            and requested_policies.policy = policies.policy
    left join active_model on requested_policies.model_id = active_model.model_id
    inner join shifted_rules
        on requested_policies.model_id = shifted_rules.model_id
)

select * from final
