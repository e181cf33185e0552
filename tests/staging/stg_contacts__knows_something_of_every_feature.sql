-- Every declared column is known of some contact. One that never is has been read
-- from the wrong place, or holds a text that var `missing_tokens` takes for "not
-- known". Fewer than 1,000 contacts say nothing about this.
{{ config(severity="warn") }}

with

counts as (
    select
        {%- for feature in declared_features() %}
        count({{ feature.name }}) as {{ feature.name }}_count,
        {%- endfor %}
        count(*) as contact_count
    from {{ ref("stg_contacts") }}
),

known_counts as (
    {%- for feature in declared_features() %}
    select
        {{ lit(feature.name) }} as feature,
        {{ feature.name }}_count as known_count,
        contact_count
    from counts
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select
    feature,
    contact_count
from known_counts
where known_count = 0 and contact_count >= 1000
