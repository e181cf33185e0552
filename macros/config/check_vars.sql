{#- Stops with one sentence where a var is invalid; what may be set is said in
    src/customer_segmentation/settings/. Runs before every build. -#}
{% macro check_vars() %}
    {% if execute %}
        {# Another project may be given vars of its own. #}
        {% set given = (invocation_args_dict.vars or {}) if is_root_project() else {} %}
        {% do ask_package("check_vars", var=var, given=given) %}
        {% if not is_root_project() %}{% do check_names_of_models() %}{% endif %}
    {% endif %}
{% endmacro %}


{#- Stops where a model of the project around has the name of one of ours: dbt looks there first,
    and ours would read it. -#}
{% macro check_names_of_models() %}
    {% for reader in graph.nodes.values() if reader.package_name == "customer_segmentation" %}
        {% for id in reader.depends_on.nodes %}
            {% set kind, package, name = id.split(".")[:3] %}
            {% if package != "customer_segmentation"
                and "model.customer_segmentation." ~ name in graph.nodes %}
                {% do stop_with(
                    "Package customer_segmentation has a model `" ~ name ~ "`, and so has "
                    ~ package ~ ", which dbt takes for it; rename that one, or add"
                    ~ " `require_ref_searches_node_package_before_root: true` to the flags in"
                    ~ " the dbt_project.yml of " ~ project_name ~ "."
                ) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
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
            ~ target.profile_name ~ "`."
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
