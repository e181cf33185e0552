-- One row per contact.
-- key: contact_id

{{ encoded_contacts(ref("stg_contacts"), ref("int_feature_arrays")) }}
