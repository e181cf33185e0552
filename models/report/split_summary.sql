-- One row per split that has contacts.
-- key: split

with

predictions as (
    select
        contact_id,
        split,
        subscription_probability,
        is_predicted_subscriber,
        is_subscriber
    from {{ ref("predictions") }}
),

contacts as (
    select
        contact_id,
        contacted_on
    from {{ ref("stg_contacts") }}
),

summarised as (
    select
        predictions.split,
        count(*) as contact_count,
        count(*) filter (where predictions.is_subscriber) as subscriber_count,
        count(*) filter (where predictions.is_predicted_subscriber) as called_count,
        avg(predictions.subscription_probability) as mean_probability,
        stddev_pop(predictions.subscription_probability) as probability_deviation,
        min(contacts.contacted_on) as first_contacted_on,
        max(contacts.contacted_on) as last_contacted_on
    from predictions
    inner join contacts on predictions.contact_id = contacts.contact_id
    group by predictions.split
)

select
    cast(split as string) as split,
    contact_count,
    case when split <> {{ split_value("score") }} then subscriber_count end
        as subscriber_count,
    called_count,
    mean_probability,
    probability_deviation,
    first_contacted_on,
    last_contacted_on
from summarised
