-- Training reads all contacts of a split or, where there are more train contacts than
-- var `max_train_rows`, the same share of either split: within five standard
-- deviations, as of independent draws. No contact changes its split on the way.

with

sampled as (
    select
        contact_id,
        split
    from {{ ref("int_training_contacts") }}
),

splits as (
    select
        contact_id,
        split
    from {{ ref("int_contact_splits") }}
    where split in ('train', 'validation')
),

counts as (
    select
        splits.split,
        count(*) as contact_count,
        count(sampled.contact_id) as sampled_count,
        count(*) filter (where sampled.split <> splits.split) as moved_count
    from splits
    left join sampled on splits.contact_id = sampled.contact_id
    group by splits.split
),

train_counts as (
    select contact_count
    from counts
    where split = 'train'
),

expected as (
    select
        counts.*,
        least(
            1, {{ var("max_train_rows") }} / cast(train_counts.contact_count as double)
        ) as share
    from counts
    cross join train_counts
),

strangers as (
    select count(*) as stranger_count
    from sampled
    left join splits on sampled.contact_id = splits.contact_id
    where splits.contact_id is null
)

select
    expected.*,
    expected.share * expected.contact_count as expected_count,
    strangers.stranger_count
from expected
cross join strangers
where
    abs(expected.sampled_count - expected.share * expected.contact_count)
    > 5 * sqrt(expected.contact_count * expected.share * (1 - expected.share))
    or expected.moved_count > 0
    or strangers.stranger_count > 0
