{#- The log loss of one probability; the logarithm stops at the double's own precision, as in
    scikit-learn. -#}
{% macro log_loss_of(probability, is_subscriber) -%}
    -ln(greatest(
        case when {{ is_subscriber }} then {{ probability }} else 1 - ({{ probability }}) end,
        2.2e-16
    ))
{%- endmacro %}
