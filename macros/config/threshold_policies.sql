{#- The threshold policies with their settings: the defaults, and what var `threshold_policies`
    changes. returns: {policy: {setting: value}} -#}
{% macro threshold_policies() %}
    {% set policies = {
        "fixed": {"threshold": 0.5},
        "f_beta": {"beta": 2.0},
        "min_recall": {"recall": 0.8, "precision": 0.0},
        "min_precision": {"precision": 0.5, "recall": 0.0},
        "capacity": {"share": 0.2, "count": none},
        "max_profit": {"subscription_value": 100.0, "call_cost": 10.0},
    } %}
    {% for name, settings in as_mapping(var("threshold_policies")).items() %}
        {% if name in policies and settings is mapping %}
            {% do policies[name].update(settings) %}
        {% endif %}
    {% endfor %}
    {% if var("threshold") is not none %}
        {% do policies.fixed.update({"threshold": var("threshold")}) %}
    {% endif %}
    {{ return(policies) }}
{% endmacro %}


{#- The policy that decides. A threshold given outright is the fixed policy. -#}
{% macro active_policy() %}
    {{ return("fixed" if var("threshold") is not none else var("threshold_policy")) }}
{% endmacro %}
