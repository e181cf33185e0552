-- Splits are what var `split` declares. By hash: the share of labelled contacts in each
-- is within five standard deviations of the one asked for, as of independent draws of
-- customers, whose rows stay together.
-- Chronological: train, validation and test follow each other in time, and their shares
-- are off by less than one contact.
{%- set split = var("split") %}
{%- set tolerance = (
    "5 * sqrt(drawn * share * (1 - share)) + 1" if split.method == "hash" else 1
) %}

with

labelled as (
    select
        split,
        {{ split_key() }},
        contacted_on
    from {{ ref("int_contact_splits") }}
    where is_subscriber is not null
),

splits as (
    select
        split,
        count(*) as contact_count,
        min(contacted_on) as first_on,
        max(contacted_on) as last_on
    from labelled
    group by split
),

-- Independent draws have the variance of the sum of their squared sizes.
customers as (
    select sum(sizes.contact_count * sizes.contact_count) as drawn
    from (
        select count(*) as contact_count
        from labelled
        group by {{ split_key() }}
    ) as sizes
),

expected as (
    select
        declared.split,
        declared.share,
        coalesce(splits.contact_count, 0) as contact_count,
        (select count(*) from labelled) as labelled_count,
        (select customers.drawn from customers) as drawn,
        splits.first_on,
        max(splits.last_on) over (
            order by declared.place rows between unbounded preceding and 1 preceding
        ) as last_on_before
    from (
        values
        (1, 'train', cast({{ split.train_share }} as double)),
        (2, 'validation', cast({{ split.validation_share }} as double)),
        (3, 'test', 1 - {{ split.train_share }} - {{ split.validation_share }})
    ) as declared (place, split, share)
    left join splits on declared.split = splits.split
)

select
    *,
    share * labelled_count as expected_count
from expected
where
    abs(contact_count - share * labelled_count) > {{ tolerance }}
    or ('{{ split.method }}' = 'chronological' and first_on < last_on_before)
