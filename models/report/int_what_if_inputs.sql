-- One row per feature that the form of the page asks for, or computes from others.
-- key: feature
{{ config(materialized="table") }}
{%- set features = what_if_features() + what_if_features(derived=true) %}

with

-- What numbers are there, in one pass.
ranges as (
    select
        {%- for feature in features if is_number(feature) %}
        cast(min({{ feature.name }}) as double) as {{ feature.name }}_lowest,
        cast(max({{ feature.name }}) as double) as {{ feature.name }}_highest,
        {%- endfor %}
        count(*) as contact_count
    from {{ ref("stg_contacts") }}
)

select
    inputs.input_rank,
    inputs.feature,
    inputs.label,
    inputs.kind,
    inputs.expression,
    inputs.missing_numbers,
    inputs.description,
    inputs.lowest,
    inputs.highest
from ranges
cross join lateral (
    values
    {%- for feature in features %}
    (
        {{ loop.index }},
        {{ lit(feature.name) }},
        {{ lit(feature.name | replace("_", " ")) }},
        {{ lit(feature.kind) }},
        {{ lit(feature.expression) if feature.expression else "cast(null as string)" }},
        {{ lit(tojson(feature.missing | list)) }},
        {{ lit(feature.description) }},
        {{ "ranges." ~ feature.name ~ "_lowest" if is_number(feature)
            else "cast(null as double)" }},
        {{ "ranges." ~ feature.name ~ "_highest" if is_number(feature)
            else "cast(null as double)" }}
    ){{ "," if not loop.last }}
    {%- endfor %}
) as inputs (
    input_rank, feature, label, kind, expression, missing_numbers, description,
    lowest, highest
)
