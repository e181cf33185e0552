{#- The last step of what is measured on contacts with an outcome. A build of prospects alone,
    `contacts: none`, has none: then what was measured of the active model stays. -#}
{% macro or_as_before() %}
    {%- if model.resource_type == "model" %}
    {%- set labelled, active_model = ref("int_labelled_predictions"), ref("active_model") -%}
    {%- if execute and var("contacts") | string | lower == "none" and load_relation(this) %}
where exists (select 1 from {{ labelled }})
union all
select kept.*
from {{ this }} as kept
inner join {{ active_model }} as active_model on kept.model_id = active_model.model_id
where not exists (select 1 from {{ labelled }})
    {%- endif %}
    {%- endif %}
{%- endmacro %}
