-- One row per model x feature x code, code 0 included.
-- key: model_id, feature, code

with

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
    cross join (
        values
        {%- for feature in model_features() %}
        ({{ lit(feature.name) }}){{ "," if not loop.last }}
        {%- endfor %}
    ) as features (feature)
),

phrases as (
    {%- for feature in model_features() %}
    select
        model_id,
        feature,
        code,
        {{ code_phrase(feature) | indent(8) }} as phrase
    from levels
    where feature = {{ lit(feature.name) }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select * from phrases
