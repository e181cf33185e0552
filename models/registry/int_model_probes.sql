-- One row per model x probe.
-- key: model_id, probe_id

with

fitted_models as (
    select
        model_id,
        content
    from {{ ref("fitted_models") }}
),

unnested as (
    select
        model_id,
        {{ model_document_part("probes") }} as probe
    from fitted_models
),

renamed as (
    select
        model_id,
        probe.probe_id,
        probe.probe,
        {%- for feature in model_features() %}
        {%- if is_number(feature) %}
        cast(json_extract(probe.values, '$.{{ feature.name }}') as double)
            as {{ feature.name }},
        {%- else %}
        json_extract_string(probe.values, '$.{{ feature.name }}') as {{ feature.name }},
        {%- endif %}
        {%- endfor %}
        probe.log_odds as estimator_log_odds
    from unnested
)

select * from renamed
