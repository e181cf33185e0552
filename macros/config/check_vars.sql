{#- Stops with one sentence where a var cannot be meant. Runs before every build. -#}
{% macro check_vars() %}
    {% if execute %}
        {% do check_var_names() %}
        {% do check_feature_vars() %}
        {% do check_training_vars() %}
        {% do check_decision_vars() %}
        {% do check_study_protocols() %}
    {% endif %}
{% endmacro %}


{#- Stops where the command line gives a var that the project does not have. -#}
{% macro check_var_names() %}
    {% set project = run_query(
        "select content from read_text(" ~ lit(invocation_args_dict.project_dir ~ "/dbt_project.yml") ~ ")"
    )[0][0] %}
    {% set known = fromyaml(project).vars.keys() | list %}
    {% for name in invocation_args_dict.vars or {} %}
        {% do check_one_of("vars", name, known) %}
    {% endfor %}
{% endmacro %}


{#- Stops where `value` is no mapping. Also while dbt parses, which reads features. -#}
{% macro check_is_mapping(var_name, value) %}
    {% if value is not mapping %}
        {% do stop_with(
            "Var `" ~ var_name ~ "` is `" ~ value ~ "`; it must be a mapping, see dbt_project.yml."
        ) %}
    {% endif %}
{% endmacro %}


{#- Stops where `value` is not a list. -#}
{% macro check_is_list(var_name, value) %}
    {% if value is string or value is mapping or value is not iterable %}
        {% do stop_with(
            "Var `" ~ var_name ~ "` is `" ~ value ~ "`; it must be a list, see dbt_project.yml."
        ) %}
    {% endif %}
{% endmacro %}


{#- Stops where `value` is not a whole number in [lowest, highest]. -#}
{% macro check_whole_number(var_name, value, lowest, highest) %}
    {% do check_in_range(var_name, value, lowest, highest) %}
    {% if value is not integer %}
        {% do stop_with("Var `" ~ var_name ~ "` is `" ~ value ~ "`; it must be a whole number.") %}
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


{#- Stops where a mapping has a key it cannot have, or lacks one it must have. -#}
{% macro check_keys(var_name, value, allowed, required=[]) %}
    {% if value is not mapping %}
        {% do stop_with(
            "Var `" ~ var_name ~ "` is `" ~ value ~ "`; it must be a mapping with "
            ~ allowed | join(", ") ~ "."
        ) %}
    {% endif %}
    {% for key in required if value.get(key) is none %}
        {% do stop_with(
            "Var `" ~ var_name ~ "` has no `" ~ key ~ "`; give " ~ required | join(", ") ~ "."
        ) %}
    {% endfor %}
    {% for key in value if key not in allowed %}
        {% do stop_with(
            "Var `" ~ var_name ~ "` has an unknown entry `" ~ key ~ "`; it may have "
            ~ allowed | join(", ") ~ "."
        ) %}
    {% endfor %}
{% endmacro %}
