-- One row per model x feature x code, code 0 included.
-- key: model_id, feature, code

with

features as (
    select
        feature,
        label,
        kind
    from {{ ref("int_features") }}
),

levels as (
    select
        model_id,
        feature,
        code,
        level,
        lower_bound,
        upper_bound
    from {{ ref("model_levels") }}
    union all
    select
        models.model_id,
        features.feature,
        0 as code,
        null as level,
        null as lower_bound,
        null as upper_bound
    from {{ ref("models") }} as models
    cross join features
),

-- Whole numbers name both ends of their bin; an open bin has one end.
worded as (
    select
        levels.*,
        features.label,
        features.kind,
        case
            when features.kind = 'integer'
                then cast(cast(levels.lower_bound as bigint) as string)
            else cast(levels.lower_bound as string)
        end as lowest,
        case
            when features.kind = 'integer'
                then cast(cast(levels.upper_bound - 1 as bigint) as string)
            else cast(levels.upper_bound as string)
        end as highest
    from levels
    inner join features on levels.feature = features.feature
),

phrases as (
    select
        model_id,
        feature,
        code,
        label || case
            when code = 0 then ' not known'
            when kind = 'flag' and level = 'true' then ': yes'
            when kind = 'flag' then ': no'
            when kind = 'category' then ' ' || level
            when lowest is null and highest is null then ' known'
            when highest is null then ' from ' || lowest
            when kind = 'integer' and lowest is null then ' up to ' || highest
            when kind = 'integer' and highest = lowest then ' ' || lowest
            when kind = 'integer' then ' ' || lowest || ' to ' || highest
            when lowest is null then ' below ' || highest
            else ' from ' || lowest || ' to below ' || highest
        end as phrase
    from worded
)

select * from phrases
