-- One row per contact.
-- key: contact_id

with

contacts as (
    select
        {%- for column in carried_columns() %}
        carried.{{ adapter.quote(column) }},
        {%- endfor %}
        contact_id
    from {{ ref("base_typed_contacts") }}
    where reason is null
)

select * from contacts
