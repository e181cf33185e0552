-- One row per contact that experiments may see: labelled, and not a test contact.
-- key: contact_id
{{ config(materialized="view") }}

select
    contact_id,
    {%- for feature in model_features() %}
    {{ plain_value(feature) }} as {{ feature.name }},
    {%- endfor %}
    is_subscriber
from {{ ref("int_training_contacts") }}
