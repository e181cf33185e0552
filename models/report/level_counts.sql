-- One row per split x feature x code.
-- key: split, feature, code

with

counts as (
    select * from {{ ref("int_code_counts") }}
)

select
    split,
    feature,
    code,
    cast(sum(contact_count) as bigint) as contact_count,
    cast(sum(subscriber_count) as bigint) as subscriber_count
from counts
group by split, feature, code
