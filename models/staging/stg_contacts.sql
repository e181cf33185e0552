-- One row per contact.
-- key: contact_id

with

source as (
    select * from {{ ref("base_typed_contacts") }}
),

renamed as (
    select
        contact_id,
        contacted_on,
        {%- for feature in declared_features() %}
        {{ feature.name }},
        {%- endfor %}
        is_subscriber,
        source_name,
        source_row,
        row_hash
    from source
    where reason is null
)

select * from renamed
