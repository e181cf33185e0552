{#- The row of the active model as an earlier build left it, or none: `model_id`, and the
    contacts it was `trained_on`, null where an earlier version did not note them. For models
    of the same schema, which it depends on in turn. -#}
{% macro previously_active_model() -%}
    {%- set relation = adapter.get_relation(
        database=this.database, schema=this.schema, identifier="active_model"
    ) if execute else none -%}
    {%- if relation and "trained_on" in column_types(relation) -%}
    {{ relation }}
    {%- else -%}
    (
        select
            {{ "model_id" if relation else "cast(null as string) as model_id" }},
            cast(null as string) as trained_on
        {%- if relation %}
        from {{ relation }}
        {%- endif %}
    )
    {%- endif -%}
{%- endmacro %}
