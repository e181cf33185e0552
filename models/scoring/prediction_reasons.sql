-- One row per contact x rank: the terms that moved its log-odds the most.
-- key: contact_id, reason_rank

with

codes as (
    select int_scoring_codes.*
    from {{ ref("int_scoring_codes") }} as int_scoring_codes
    {%- if var("reasons").contacts == "called" %}
    inner join {{ ref("predictions") }} as predictions
        on int_scoring_codes.contact_id = predictions.contact_id
    where predictions.is_predicted_subscriber
    {%- endif %}
),

{{ explained_reasons("contact_id", var("reasons").count) }}

select * from explained
