{#- Fits the codes of one feature on train rows; each macro is the CTE `<feature>_levels`
    over `train_contacts`, with the columns of `int_feature_levels`.

    Categories: levels in ascending order of the share of subscribers, so that a split at a code
    separates low from high (Fisher 1958: for a two-class target the best of all subsets of
    levels is one of these). Beyond 250 levels, the rarest share code 0 with what is not known. -#}
{% macro fit_category_levels(feature) %}
{{ feature.name }}_counts as (
    select
        cast({{ feature.name }} as varchar) as level,
        count(*) as train_count,
        avg(case when is_subscriber then 1.0 else 0.0 end) as subscriber_share
    from train_contacts
    where {{ feature.name }} is not null
    group by {{ feature.name }}
),

{{ feature.name }}_most_frequent as (
    select
        *,
        row_number() over (order by train_count desc, level) as frequency_rank
    from {{ feature.name }}_counts
),

{{ feature.name }}_levels as (
    select
        {{ lit(feature.name) }} as feature,
        cast(row_number() over (order by subscriber_share, level) as smallint) as code,
        level,
        cast(null as double) as lower_bound,
        cast(null as double) as upper_bound,
        train_count
    from {{ feature.name }}_most_frequent
    where frequency_rank <= 250
)
{%- endmacro %}


{#- Numbers: bins of about the same number of train rows, [lower_bound, upper_bound), never
    cutting a value in two; the outer bins are open. -#}
{% macro fit_number_bins(feature) %}
{{ feature.name }}_values as (
    select
        cast({{ feature.name }} as double) as value,
        count(*) as value_count
    from train_contacts
    where {{ feature.name }} is not null
    group by {{ feature.name }}
),

-- A value falls into the bin that holds the middle of its rows.
{{ feature.name }}_ranked as (
    select
        value,
        value_count,
        floor(
            {{ feature.bins }} * (
                sum(value_count) over (order by value rows unbounded preceding)
                - value_count / 2.0
            ) / sum(value_count) over ()
        ) as bin
    from {{ feature.name }}_values
),

{{ feature.name }}_bins as (
    select
        bin,
        min(value) as lowest_value,
        sum(value_count) as train_count,
        row_number() over (order by bin) as code
    from {{ feature.name }}_ranked
    group by bin
),

{{ feature.name }}_levels as (
    select
        {{ lit(feature.name) }} as feature,
        cast(code as smallint) as code,
        cast(null as varchar) as level,
        case when code > 1 then lowest_value end as lower_bound,
        lead(lowest_value) over (order by code) as upper_bound,
        cast(train_count as bigint) as train_count
    from {{ feature.name }}_bins
)
{%- endmacro %}
