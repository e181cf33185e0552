-- The codes of a feature are 1, 2, ... without a gap; the bins of a number lie side by
-- side from minus to plus infinity; there are no more of them than an encoder can find.

with

levels as (
    select
        feature,
        code,
        level,
        lower_bound,
        upper_bound,
        row_number() over by_code as expected_code,
        lag(upper_bound) over by_code as expected_lower_bound,
        lead(code) over by_code is null as is_last
    from {{ ref("int_feature_levels") }}
    window by_code as (partition by feature order by code)
)

select *
from levels
where
    code <> expected_code
    or code > case feature
        {%- for feature in model_features() if is_number(feature) %}
        when {{ lit(feature.name) }} then {{ feature.bins }}
        {%- endfor %}
        else 250
    end
    or lower_bound is distinct from expected_lower_bound
    or (level is null and is_last <> (upper_bound is null))
    or lower_bound >= upper_bound
