-- One row per feature x code.
-- key: feature, code
{{ config(materialized="table") }}

with

features as (
    select
        feature,
        is_number,
        most_bins
    from {{ ref("int_features") }}
),

train_contacts as (
    select *
    from {{ ref("int_training_contacts") }}
    where split = 'train'
),

-- One row per feature x value that train rows have.
train_values as (
    {%- for feature in model_features() %}
    select
        {{ lit(feature.name) }} as feature,
        {{ "cast(null as string)" if is_number(feature)
            else "cast(" ~ feature.name ~ " as string)" }} as level,
        {{ "cast(" ~ feature.name ~ " as double)" if is_number(feature)
            else "cast(null as double)" }} as number,
        count(*) as train_count,
        avg(case when is_subscriber then 1.0 else 0.0 end) as subscriber_share
    from train_contacts
    where {{ feature.name }} is not null
    group by {{ feature.name }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

ranked_values as (
    select
        train_values.*,
        features.is_number,
        row_number() over (
            partition by train_values.feature
            order by train_values.train_count desc, train_values.level
        ) as frequency_rank,
        -- Bins of about as many rows each; a value falls into the one that holds the
        -- middle of its rows, so that none is cut in two.
        floor(
            features.most_bins * (
                sum(train_values.train_count) over (
                    partition by train_values.feature
                    order by train_values.number
                    rows unbounded preceding
                ) - train_values.train_count / 2.0
            ) / sum(train_values.train_count) over (partition by train_values.feature)
        ) as bin
    from train_values
    inner join features on train_values.feature = features.feature
),

-- In ascending order of the share of subscribers, so that a split at a code separates
-- low from high (Fisher 1958: for a two-class target the best of all subsets of levels
-- is one of these). Beyond 250, the rarest share code 0 with what is not known.
levels as (
    select
        feature,
        row_number() over (
            partition by feature order by subscriber_share, level
        ) as code,
        level,
        cast(null as double) as lower_bound,
        cast(null as double) as upper_bound,
        train_count
    from ranked_values
    where not is_number and frequency_rank <= 250
),

bins as (
    select
        feature,
        bin,
        min(number) as lowest_number,
        sum(train_count) as train_count
    from ranked_values
    where is_number
    group by feature, bin
),

-- [lower_bound, upper_bound); the outer bins are open.
bounded_bins as (
    select
        feature,
        row_number() over by_bin as code,
        cast(null as string) as level,
        case
            when row_number() over by_bin > 1 then lowest_number
        end as lower_bound,
        lead(lowest_number) over by_bin as upper_bound,
        train_count
    from bins
    window by_bin as (partition by feature order by bin)
),

feature_levels as (
    select * from levels
    union all
    select * from bounded_bins
)

select
    feature,
    cast(code as smallint) as code,
    level,
    lower_bound,
    upper_bound,
    cast(train_count as bigint) as train_count
from feature_levels
