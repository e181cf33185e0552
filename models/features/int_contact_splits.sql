-- One row per contact.
-- key: contact_id

select
    contact_id,
    split
from {{ ref("int_split_contacts") }}
