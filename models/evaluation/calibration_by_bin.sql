-- One row per model x split x bin of probability; empty bins have no row.
-- key: model_id, split, bin

with

labelled as (
    select * from {{ ref("int_labelled_predictions") }}
),

-- Ten bins of equal width, as in Guo et al. 2017; a probability of 1 is in the last.
binned as (
    select
        *,
        cast(least(floor(subscription_probability * 10), 9) as integer) + 1 as bin
    from labelled
),

bins as (
    select
        model_id,
        split,
        bin,
        (bin - 1) / 10.0 as lower_probability,
        bin / 10.0 as upper_probability,
        count(*) as contact_count,
        count(*) filter (where is_subscriber) as subscriber_count,
        avg(subscription_probability) as predicted_rate
    from binned
    group by model_id, split, bin
),

compared as (
    select
        *,
        {{ share("subscriber_count", "contact_count") }} as observed_rate,
        {{ share("subscriber_count", "contact_count") }} - predicted_rate as gap
    from bins
)

select * from compared
{{ or_as_before() }}
