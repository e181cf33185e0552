{#- The table of the active model as an earlier build left it, or none. -#}
{% macro previously_active_model() -%}
    {%- set relation = adapter.get_relation(
        database=this.database, schema="registry", identifier="active_model"
    ) if execute else none -%}
    {%- if relation -%}
    {{ relation }}
    {%- else -%}
    (select cast(null as string) as model_id)
    {%- endif -%}
{%- endmacro %}
