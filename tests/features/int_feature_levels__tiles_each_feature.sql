-- The codes of a feature are 1, 2, ... without a gap; the bins of a number lie side by
-- side from minus to plus infinity; there are no more of them than an encoder can find.

with

levels as (
    select
        fitted.feature,
        fitted.code,
        fitted.level,
        fitted.lower_bound,
        fitted.upper_bound,
        case
            when features.is_number then features.most_bins else features.most_codes
        end as highest_code,
        row_number() over by_code as expected_code,
        lag(fitted.upper_bound) over by_code as expected_lower_bound,
        lead(fitted.code) over by_code is null as is_last
    from {{ ref("int_feature_levels") }} as fitted
    left join {{ ref("int_features") }} as features
        on fitted.feature = features.feature
    window by_code as (partition by fitted.feature order by fitted.code)
)

select *
from levels
where
    code <> expected_code
    or not coalesce(code <= highest_code, false)
    or lower_bound is distinct from expected_lower_bound
    or (level is null and is_last <> (upper_bound is null))
    or lower_bound >= upper_bound
