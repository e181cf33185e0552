{#- A sentence where the active policy asks for what no threshold of the active model gives.

    thresholds: the relation of `decision_thresholds`. -#}
{% macro threshold_faults(thresholds) -%}
    select
        'No threshold satisfies the policy `' || thresholds.policy || '` with '
        || thresholds.demand || ' on the validation contacts; ask for less in var'
        || ' `threshold_policies.' || thresholds.policy
        || '`, or choose another `threshold_policy`.' as sentence
    from {{ thresholds }} as thresholds
    inner join {{ ref("active_model") }} as active_model
        on thresholds.model_id = active_model.model_id
    where thresholds.is_active and not thresholds.is_possible
{%- endmacro %}


{#- Why a model cannot score; nothing where it can. -#}
{% macro faults_of_model(faults, model_id) -%}
    select sentence from {{ faults }} where model_id = {{ lit(model_id) }} order by sentence
{%- endmacro %}
