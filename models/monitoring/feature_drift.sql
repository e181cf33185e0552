-- One row per feature x period x what it is compared with.
-- key: feature, period, compared_with

with

drift as (
    select * from {{ ref("int_drift") }}
    where feature <> {{ lit(score_name()) }}
),

trained as (
    select
        feature,
        contact_share as unknown_share
    from {{ ref("training_statistics") }}
    where code = 0
),

compared as (
    select
        drift.*,
        case
            when drift.compared_with = 'training' then trained.unknown_share
            else earlier.missing_share
        end as compared_missing_share,
        case
            when drift.compared_with = 'training' then 0
            else earlier.unseen_share
        end as compared_unseen_share
    from drift
    left join trained on drift.feature = trained.feature
    left join drift as earlier
        on
            drift.feature = earlier.feature
            and drift.compared_with = earlier.period
            and earlier.compared_with = 'training'
)

select
    feature,
    period,
    compared_with,
    contact_count,
    compared_count,
    psi,
    psi_noise_floor,
    js_distance,
    chance,
    missing_share,
    compared_missing_share,
    unseen_share,
    cast(compared_unseen_share as double) as compared_unseen_share
from compared
