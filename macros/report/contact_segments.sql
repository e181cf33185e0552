{#- The segment of each contact, as a query with the columns `contact_id` and `segment_name`; no
    row where there is no layer of segments, or var `segmentation` switches it off. The only
    place where the call list asks whether there is one. -#}
{% macro contact_segments() %}
    {%- if var("segmentation", "none") is mapping -%}
    select
        contact_id,
        segment_name
    from {{ ref("customer_segments") }}
    {%- else -%}
    select
        cast(null as {{ key_type() }}) as contact_id,
        cast(null as string) as segment_name
    where false
    {%- endif -%}
{% endmacro %}
