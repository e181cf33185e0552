-- One row per contact that the active model was not fitted on.
-- key: contact_id

select
    predictions.contact_id,
    {{ watched_period("contacts" if has_dates() else "predictions") | indent(4) }}
        as period,
    contacts.contacted_on,
    predictions.log_odds,
    predictions.score_decile,
    predictions.subscription_probability,
    predictions.is_predicted_subscriber,
    predictions.is_subscriber
from {{ ref("predictions") }} as predictions
inner join {{ ref("int_contact_splits") }} as contacts
    on predictions.contact_id = contacts.contact_id
where predictions.split <> {{ split_value("train") }}
