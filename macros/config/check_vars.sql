{#- Stops with one sentence where a var is invalid; what may be set is said in
    src/customer_segmentation/settings/. Runs before every build. -#}
{% macro check_vars() %}
    {% if execute %}
        {% do ask_package("check_vars", var=var, given=invocation_args_dict.vars or {}) %}
    {% endif %}
{% endmacro %}


{#- Asks the Python package, or stops with its sentence. The plugin of the profile answers
    (`QUESTIONS` in src/customer_segmentation/dbt_plugin.py): `adapter.store_relation` is how
    dbt-duckdb lets a macro call one; nothing is stored. -#}
{% macro ask_package(question) %}
    {% set module = "customer_segmentation.dbt_plugin" %}
    {% set plugin = (target.plugins or []) | selectattr("module", "equalto", module) | first %}
    {% if not plugin %}
        {% do stop_with(
            "The vars cannot be checked; add the line `plugins: [{module: " ~ module
            ~ "}]` to output `" ~ target.target_name ~ "` of profile `"
            ~ target.profile_name ~ "`, as in profiles.yml of this project."
        ) %}
    {% endif %}
    {% set asked = {"question": question, "arguments": kwargs} %}
    {% do adapter.store_relation(plugin.alias or "dbt_plugin", none, [], "", "", asked) %}
    {% if asked.fault %}{% do stop_with(asked.fault) %}{% endif %}
    {{ return(asked.answer) }}
{% endmacro %}


{#- A value, or an empty mapping where it is none. Models are written from vars while dbt
    parses, before `check_vars` can say what is wrong with them. -#}
{% macro as_mapping(value) %}
    {{ return(value if value is mapping else {}) }}
{% endmacro %}


{#- A value, or an empty list where it is none. -#}
{% macro as_list(value) %}
    {{ return(value if value is sequence and value is not string else []) }}
{% endmacro %}
