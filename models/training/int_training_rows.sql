-- One row per contact that training reads: train and validation rows.
-- key: contact_id

{{ encoded_contacts(
    ref("int_training_contacts"),
    ref("int_feature_arrays"),
    carried=["contact_id", "split", "is_subscriber"] + absorbed_columns()
) }}
