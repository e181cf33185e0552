-- One row per model x policy.
-- key: model_id, policy
{{ config(post_hook="{{ stop_at_first(threshold_faults(this)) }}") }}
-- depends_on: {{ ref("active_model") }}, which the check after the build reads
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
        called_count / cast(contact_count as double) as called_share,
        true_positives / cast(called_count as double) as expected_precision,
        -- Without a subscriber there is none to miss.
        coalesce(true_positives / cast(nullif(subscriber_count, 0) as double), 1.0)
            as expected_recall,
        -- F-beta = (1 + b^2) TP / (called + b^2 positives)
        (1 + {{ policies.f_beta.beta }} ^ 2) * true_positives
        / (called_count + {{ policies.f_beta.beta }} ^ 2 * subscriber_count)
            as expected_f_beta,
        (
            true_positives * {{ policies.max_profit.subscription_value }}
            - called_count * {{ policies.max_profit.call_cost }}
        ) / cast(contact_count as double) as expected_profit_per_contact
    from cuts
),

-- Each policy: which cuts it allows, and what it wants the most of.
candidates as (
    select
        *,
        'f_beta' as policy,
        true as is_allowed,
        expected_f_beta as objective
    from evaluated
    union all
    select
        *,
        'min_recall' as policy,
        expected_recall >= {{ policies.min_recall.recall }}
        and expected_precision >= {{ policies.min_recall.precision }} as is_allowed,
        -called_share as objective
    from evaluated
    union all
    select
        *,
        'min_precision' as policy,
        expected_precision >= {{ policies.min_precision.precision }}
        and expected_recall >= {{ policies.min_precision.recall }} as is_allowed,
        expected_recall as objective
    from evaluated
    union all
    select
        evaluated.*,
        'capacity' as policy,
        evaluated.called_share <= {% if policies.capacity.count is not none -%}
        {{ policies.capacity.count }}
        / cast(nullif(prospects.prospect_count, 0) as double)
        {%- else -%}
        {{ policies.capacity.share }}
        {%- endif %} as is_allowed,
        evaluated.called_share as objective
    from evaluated
    cross join prospects
    union all
    select
        *,
        'max_profit' as policy,
        true as is_allowed,
        expected_profit_per_contact as objective
    from evaluated
),

-- Where two cuts serve equally well, the one with fewer calls.
chosen as (
    select *
    from candidates
    where is_allowed
    qualify
        row_number() over (
            partition by model_id, policy order by objective desc, called_count
        ) = 1
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
        evaluated.expected_profit_per_contact
    from fixed
    left join evaluated
        on
            fixed.model_id = evaluated.model_id
            and evaluated.log_odds >= fixed.threshold_log_odds
    qualify
        row_number() over (
            partition by fixed.model_id order by evaluated.log_odds
        ) = 1
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
    from chosen
    inner join rules on chosen.model_id = rules.model_id
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
        requested_policies.policy = {{ lit(active_policy()) }} as is_active,
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
)

select * from final
