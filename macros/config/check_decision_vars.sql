{#- Stops where the vars of calibration and thresholds cannot be meant. -#}
{% macro check_decision_vars() %}
    {% do check_one_of(
        "calibration", var("calibration"), ["platt", "isotonic", "prior_correction", "none"]
    ) %}
    {% do check_one_of("threshold_policy", var("threshold_policy"), threshold_policies()) %}
    {% do check_in_range("f_beta", var("f_beta"), 0.1, 10) %}
    {% if var("threshold") is not none %}
        {% do check_in_range("threshold", var("threshold"), 0, 1, is_open=true) %}
    {% endif %}
{% endmacro %}


{#- The policies by which a threshold can be chosen. -#}
{% macro threshold_policies() %}
    {{ return([
        "fixed", "f_beta", "min_recall", "min_precision", "capacity", "max_profit"
    ]) }}
{% endmacro %}
