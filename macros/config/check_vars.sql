{#- Stops with one sentence where a var cannot be meant. Runs before every build. -#}
{% macro check_vars() %}
    {% if execute %}
        {% do check_feature_vars() %}
        {% do check_training_vars() %}
        {% do check_decision_vars() %}
    {% endif %}
{% endmacro %}


{#- Stops where `value` is not one of `allowed`. -#}
{% macro check_one_of(var_name, value, allowed) %}
    {% if value not in allowed %}
        {% do stop_with(
            "Var `" ~ var_name ~ "` is `" ~ value ~ "`; it must be one of "
            ~ allowed | join(", ") ~ "."
        ) %}
    {% endif %}
{% endmacro %}


{#- Stops where `value` is not a number in [lowest, highest]; with `is_open`, in the interval
    without its ends. -#}
{% macro check_in_range(var_name, value, lowest, highest, is_open=false) %}
    {% set is_inside = value is number and value is not boolean and (
        lowest < value < highest if is_open else lowest <= value <= highest
    ) %}
    {% if not is_inside %}
        {% do stop_with(
            "Var `" ~ var_name ~ "` is `" ~ value ~ "`; it must be a number "
            ~ ("between " if is_open else "from ") ~ lowest
            ~ (" and " if is_open else " to ") ~ highest ~ "."
        ) %}
    {% endif %}
{% endmacro %}


{#- Stops where a mapping has a key it cannot have. -#}
{% macro check_keys(var_name, value, allowed) %}
    {% if value is not mapping %}
        {% do stop_with(
            "Var `" ~ var_name ~ "` is `" ~ value ~ "`; it must be a mapping with "
            ~ allowed | join(", ") ~ "."
        ) %}
    {% endif %}
    {% for key in value if key not in allowed %}
        {% do stop_with(
            "Var `" ~ var_name ~ "` has an unknown entry `" ~ key ~ "`; it may have "
            ~ allowed | join(", ") ~ "."
        ) %}
    {% endfor %}
{% endmacro %}
