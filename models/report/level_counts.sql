-- One row per split x feature x code.
-- key: split, feature, code

with

codes as (
    select * from {{ ref("int_scoring_codes") }}
),

counted as (
    {%- for feature in model_features() %}
    select
        split,
        {{ lit(feature.name) }} as feature,
        {{ feature.name }}_code as code,
        count(*) as contact_count,
        count(*) filter (where is_subscriber) as subscriber_count
    from codes
    group by split, {{ feature.name }}_code
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select
    cast(split as string) as split,
    feature,
    cast(code as smallint) as code,
    contact_count,
    subscriber_count
from counted
