-- One row per contact.
-- key: contact_id
{{ config(materialized="view") }}

{{ encoded_contacts(
    ref("int_contact_splits"),
    ref("int_active_model_arrays"),
    carried=["contact_id", "split", "is_subscriber"]
) }}
