{#- Schemas are named after the folders of `models/`, without the prefix dbt adds: the
    object tree of the database is part of the product. Inside another project they are what its
    own rule (or dbt's) makes of `customer_segmentation_<folder>`, so that they neither meet
    its schemas nor those of another target. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if is_root_project() -%}
    {{ (custom_schema_name or target.schema) | trim }}
    {%- else -%}
        {%- set rule = (context.get(project_name) or {}).get("generate_schema_name")
            or context.dbt.generate_schema_name -%}
        {%- set is_ours = custom_schema_name in (node.fqn[1], "seeds") -%}
    {{ rule(("customer_segmentation_" if is_ours else "") ~ custom_schema_name, node) }}
    {%- endif -%}
{%- endmacro %}


{#- False where this is a package of another dbt project, which sets the vars then. -#}
{% macro is_root_project() %}
    {{ return(project_name == "customer_segmentation") }}
{% endmacro %}
