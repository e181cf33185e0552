-- One row per pair of features: what they say together and not one by one.
-- key: feature_1, feature_2

with

interaction_gains as (
    select * from {{ ref("interaction_gains") }}
),

ranked as (
    select
        row_number() over (
            order by interaction_gain desc, joint_gain desc, feature_1, feature_2
        ) as strength_rank,
        feature_1,
        feature_2,
        joint_gain,
        single_gain,
        interaction_gain,
        is_declared
    from interaction_gains
)

select * from ranked
