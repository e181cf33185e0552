-- One row per contact whose outcome is known.
-- key: contact_id

select
    contact_id,
    model_id,
    cast(split as string) as split,
    log_odds,
    subscription_probability,
    threshold,
    is_predicted_subscriber,
    is_subscriber
from {{ ref("predictions") }}
where is_subscriber is not null
