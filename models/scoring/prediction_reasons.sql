-- One row per contact x rank: the terms that moved its log-odds the most.
-- key: contact_id, reason_rank

with

contacts as (
    select contacts.*
    from {{ ref("int_contact_splits") }} as contacts
    {%- if var("reasons").contacts == "called" %}
    inner join {{ ref("predictions") }} as predictions
        on contacts.contact_id = predictions.contact_id
    where predictions.is_predicted_subscriber
    {%- endif %}
),

codes as (
    {{- encoded_contacts(
        "contacts",
        ref("int_active_model_arrays"),
        carried=["contact_id"],
        known=known_codes(ref("int_active_model_arrays"))
    ) | indent(4) }}
),

{{ explained_reasons("contact_id", var("reasons").count) }}

select * from explained
