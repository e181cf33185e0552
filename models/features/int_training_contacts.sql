-- One row per contact that training reads: train and validation contacts, all of them
-- or, above var `max_train_rows`, a sample.
-- key: contact_id
{{ config(materialized="table") }}

with

contacts as (
    select
        contact_id,
        split,
        {%- for feature in model_features() %}
        {{ feature.name }},
        {%- endfor %}
        {%- if absorbs_period() %}
        substr(cast(contacted_on as string), 1, 7) as absorbed_period,
        {%- endif %}
        is_subscriber
    from {{ ref("int_contact_splits") }}
    where split in ('train', 'validation')
),

sample_shares as (
    select
        {{ var("max_train_rows") }}
        / cast(count(*) filter (where split = 'train') as double) as sample_share
    from {{ ref("int_contact_splits") }}
),

-- The share as the six hex digits below which that share of hashes lies.
sample_bounds as (
    select
        sample_share >= 1 as is_whole,
        {{ hex_digits("floor(least(sample_share, 1) * 16777216)") }} as bound
    from sample_shares
),

-- Both splits are thinned alike. The salt is not that of the split: by that hash, train
-- contacts come first, and a sample would hold no validation contact.
sampled_contacts as (
    select contacts.*
    from contacts
    cross join sample_bounds
    where
        sample_bounds.is_whole
        or {{ split_hash("training sample ") }} < sample_bounds.bound
)

select * from sampled_contacts
