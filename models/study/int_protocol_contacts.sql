-- One row per labelled contact, test contacts too.
-- key: contact_id
{{ config(materialized="view") }}

select
    contact_id,
    row_number() over (
        order by contacted_on nulls last, contact_id
    ) as time_position,
    {%- for feature in declared_features() %}
    cast(
        {{ feature.name }} as {{ "double" if is_number(feature) else "string" }}
    ) as {{ feature.name }},
    {%- endfor %}
    is_subscriber
from {{ ref("stg_contacts") }}
where is_subscriber is not null
