-- One row per labelled contact, test contacts too.
-- key: contact_id
{{ config(materialized="view") }}

select
    contact_id,
    contacted_on,
    row_number() over (
        order by contacted_on nulls last, contact_id
    ) as time_position,
    {%- for feature in declared_features() %}
    {{ plain_value(feature) }} as {{ feature.name }},
    {%- endfor %}
    is_subscriber
from {{ ref("stg_contacts") }}
where is_subscriber is not null
