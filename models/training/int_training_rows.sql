-- One row per contact that training may see: train and validation rows.
-- key: contact_id

with

codes as (
    select * from {{ ref("int_contacts_encoded") }}
),

training_rows as (
    select *
    from codes
    where split in ('train', 'validation')
)

select * from training_rows
