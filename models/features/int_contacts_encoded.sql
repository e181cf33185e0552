-- One row per contact.
-- key: contact_id

{{ encoded_contacts(
    ref("int_split_contacts"),
    ref("int_feature_arrays"),
    carried=["contact_id", "split", "is_subscriber"]
) }}
