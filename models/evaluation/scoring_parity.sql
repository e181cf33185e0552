-- One row per probe of the active model.
-- key: probe_id

with

arrays as (
    select * from {{ ref("int_active_model_arrays") }}
),

probes as (
    select
        int_model_probes.probe_id,
        int_model_probes.probe,
        int_model_probes.model_id,
        {%- for feature in model_features() %}
        {%- set value = "int_model_probes." ~ feature.name %}
        -- Just below the bound of a whole number lies the whole number before it, which
        -- has the same code; a flag never seen is null.
        {{ {
            "integer": "cast(floor(" ~ value ~ ") as bigint)",
            "flag": safe_cast(value, "boolean"),
        }.get(feature.kind, value) }} as {{ feature.name }},
        {%- endfor %}
        int_model_probes.estimator_log_odds
    from {{ ref("int_model_probes") }} as int_model_probes
    inner join arrays on int_model_probes.model_id = arrays.model_id
),

encoded as (
    {{- encoded_contacts("probes", "arrays", carried=["probe_id"]) | indent(4) }}
),

scored as (
    select
        encoded.probe_id,
        arrays.model_id,
        {{ log_odds("encoded", "arrays") | indent(8) }} as log_odds
    from encoded
    cross join arrays
),

compared as (
    select
        scored.model_id,
        scored.probe_id,
        probes.probe,
        scored.log_odds,
        probes.estimator_log_odds,
        abs(scored.log_odds - probes.estimator_log_odds) as log_odds_difference
    from scored
    inner join probes on scored.probe_id = probes.probe_id
)

select * from compared
