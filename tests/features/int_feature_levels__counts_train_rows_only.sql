-- Fit state saw every train row that training reads and no other: the train count of
-- each code is the number of those rows that the encoder gives it, and no row of
-- training, validation rows among them, has a code that was not fitted.
{%- set features = model_features() | map(attribute="name") | list %}

with

codes as (
    select
        {%- for feature in features %}
        {{ feature }}_code as {{ feature }},
        {%- endfor %}
        split = 'train' as is_fitted
    from {{ ref("int_training_rows") }}
),

-- One pass over the contacts; the grouping sets are one per feature.
counted as (
    select
        case
            {%- for feature in features %}
            when grouping({{ feature }}) = 0 then {{ lit(feature) }}
            {%- endfor %}
        end as feature,
        coalesce(
            {%- for feature in features %}
            {{ feature }}{{ "," if not loop.last }}
            {%- endfor %}
        ) as code,
        count(*) filter (where is_fitted) as encoded_train_count
    from codes
    group by
        grouping sets (
            {%- for feature in features %}
            ({{ feature }}){{ "," if not loop.last }}
            {%- endfor %}
        )
),

levels as (
    select
        feature,
        code,
        train_count
    from {{ ref("int_feature_levels") }}
)

select
    coalesce(counted.feature, levels.feature) as feature,
    coalesce(counted.code, levels.code) as code,
    counted.encoded_train_count,
    levels.train_count as fitted_train_count
from counted
full join levels on counted.feature = levels.feature and counted.code = levels.code
where
    counted.code is distinct from 0
    and counted.encoded_train_count is distinct from levels.train_count
