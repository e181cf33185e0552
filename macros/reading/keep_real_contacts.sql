{#- A hook: the sample is what vars name that nobody set. Where the database holds contacts of
    another source it replaces them only if it is asked for by name, on the command line or by
    `make configure`. -#}
{% macro keep_real_contacts() %}
    {% set rows = ref("base_contact_rows") %}
    {% set reader = "model.customer_segmentation.base_contact_rows" %}
    {% if execute and flags.WHICH in ("build", "run") and reader in selected_resources
        and var("contacts") == "sample" and "contacts" not in invocation_args_dict.vars %}
        {% set held = load_relation(rows) %}
        {% set others = run_query(
            "select source_name from " ~ held ~ " where source_role = 'contacts'"
            ~ " and source_name <> 'sample_contacts' limit 1"
        ) if held and held.type == "table" else [] %}
        {% if others | length or (held and held.type == "view") %}
            {% do stop_with(
                "The database holds contacts of "
                ~ (others[0][0] if others | length else "a relation")
                ~ ", which the sample would replace, because no contacts are named. Name them"
                ~ " (make run DATA=...), or once for all commands (make configure DATA=...);"
                ~ " for the sample after all: make run DATA=sample."
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}
