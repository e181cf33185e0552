-- Every declared column is known of some contact. One that never is has been read from
-- the wrong place, or holds a text that var `missing_tokens` takes for "not known".
{{ config(severity="warn") }}

with

known_counts as (
    {%- for feature in declared_features() %}
    select
        {{ lit(feature.name) }} as feature,
        count({{ feature.name }}) as known_count
    from {{ ref("stg_contacts") }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select feature
from known_counts
where known_count = 0
