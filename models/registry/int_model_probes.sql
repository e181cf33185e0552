-- One row per model x probe.
-- key: model_id, probe_id

with

readable_models as (
    select
        model_id,
        content
    from {{ ref("int_readable_models") }}
),

unnested as (
    select
        model_id,
        {{ document_rows("probes") }} as probe
    from readable_models
),

renamed as (
    select
        model_id,
        probe.probe_id,
        probe.probe,
        {%- for feature in model_features() %}
        {{ probe_value("probe", feature) }} as {{ feature.name }},
        {%- endfor %}
        probe.log_odds as estimator_log_odds
    from unnested
)

select * from renamed
