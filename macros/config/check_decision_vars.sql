{#- Stops where the vars of calibration and thresholds cannot be meant. -#}
{% macro check_decision_vars() %}
    {% do check_one_of(
        "calibration", var("calibration"), ["platt", "isotonic", "prior_correction", "none"]
    ) %}
    {% do check_is_mapping("threshold_policies", var("threshold_policies") or {}) %}
    {% do check_keys(
        "reasons", var("reasons"), ["count", "contacts"], required=["count", "contacts"]
    ) %}
    {% do check_whole_number("reasons.count", var("reasons").count, 1, 1000) %}
    {% do check_one_of("reasons.contacts", var("reasons").contacts, ["all", "called"]) %}
    {% do check_is_mapping("metric_groups", var("metric_groups")) %}
    {% set policies = threshold_policies() %}
    {% set names = policies.keys() | list %}
    {% do check_one_of("threshold_policy", var("threshold_policy"), names) %}
    {% do check_keys("threshold_policies", var("threshold_policies") or {}, names) %}
    {% for name, settings in (var("threshold_policies") or {}).items() %}
        {% do check_keys("threshold_policies." ~ name, settings, {
            "fixed": ["threshold"],
            "f_beta": ["beta"],
            "min_recall": ["recall", "precision"],
            "min_precision": ["precision", "recall"],
            "capacity": ["share", "count"],
            "max_profit": ["subscription_value", "call_cost"],
        }[name]) %}
    {% endfor %}

    {% for place, value, lowest, highest, is_open in [
        ("fixed.threshold", policies.fixed.threshold, 0, 1, true),
        ("f_beta.beta", policies.f_beta.beta, 0.01, 100, false),
        ("min_recall.recall", policies.min_recall.recall, 0, 1, false),
        ("min_recall.precision", policies.min_recall.precision, 0, 1, false),
        ("min_precision.precision", policies.min_precision.precision, 0, 1, false),
        ("min_precision.recall", policies.min_precision.recall, 0, 1, false),
        ("capacity.share", policies.capacity.share, 0, 1, false),
        ("capacity.count", policies.capacity.count or 0, 0, 1e15, false),
        ("max_profit.subscription_value", policies.max_profit.subscription_value, 0, 1e12, false),
        ("max_profit.call_cost", policies.max_profit.call_cost, 0, 1e12, false),
    ] %}
        {% do check_in_range(
            "threshold" if place == "fixed.threshold" else "threshold_policies." ~ place,
            value, lowest, highest, is_open
        ) %}
    {% endfor %}
{% endmacro %}
