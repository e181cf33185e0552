{#- Stops where the active policy asks for what no threshold of the active model gives. -#}
{% macro check_active_threshold() %}
    {% if not execute or flags.WHICH not in ("build", "run") %}{{ return("") }}{% endif %}
    {% set impossible = run_query(
        "select thresholds.policy, thresholds.demand from " ~ this ~ " as thresholds"
        ~ " inner join " ~ ref("active_model") ~ " as active_model"
        ~ " on thresholds.model_id = active_model.model_id"
        ~ " where thresholds.is_active and not thresholds.is_possible"
    ) %}
    {% if impossible | length %}
        {% do stop_with(
            "No threshold satisfies the policy `" ~ impossible[0][0] ~ "` with "
            ~ impossible[0][1] ~ " on the validation contacts; ask for less in var"
            ~ " `threshold_policies." ~ impossible[0][0]
            ~ "`, or choose another `threshold_policy`."
        ) %}
    {% endif %}
{% endmacro %}
