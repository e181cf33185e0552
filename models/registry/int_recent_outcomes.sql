-- One row per labelled contact that may recalibrate: of each day the last ones, as many
-- as var `recalibration` asks for, and none that the model was fitted on.
-- key: contact_id

with

contacts as (
    select
        *,
        row_number() over (
            partition by contacted_on order by contact_id desc
        ) as place_from_end
    from {{ ref("int_contact_splits") }}
    where
        contacted_on is not null
        and split in ({{ split_value("validation") }}, {{ split_value("test") }})
),

recent as (
    select *
    from contacts
    where place_from_end <= {{ recalibration_settings().contacts }}
),

arrays as (
    select * from {{ ref("int_active_model_arrays") }}
),

codes as (
    {{- encoded_contacts(
        "recent",
        ref("int_active_model_arrays"),
        carried=["contact_id", "contacted_on", "is_subscriber"]
    ) | indent(4) }}
),

rules as (
    select * from {{ ref("int_calibration_rules") }}
),

scored as (
    select
        codes.contact_id,
        codes.contacted_on,
        codes.is_subscriber,
        arrays.model_id,
        {{ log_odds("codes", "arrays") | indent(8) }} as log_odds
    from codes
    cross join arrays
)

select
    scored.contact_id,
    scored.contacted_on,
    scored.is_subscriber,
    scored.model_id,
    row_number() over (
        order by scored.contacted_on, scored.contact_id
    ) as outcome_rank,
    {{ calibrated_probability("scored.log_odds", "rules") | indent(4) }}
        as subscription_probability
from scored
inner join rules on scored.model_id = rules.model_id
