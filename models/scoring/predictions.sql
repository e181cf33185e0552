-- One row per contact.
-- key: contact_id
{{
    config(
        materialized="incremental",
        incremental_strategy="delete+insert",
        unique_key="contact_id",
        on_schema_change="fail",
        pre_hook="{{ forget_outdated_scores() }}",
    )
}}
{%- set decisions = [
    "subscription_probability", "threshold", "is_predicted_subscriber", "score_decile",
] %}

with

contacts as (
    select contacts.*
    from {{ ref("int_contact_splits") }} as contacts
    {%- if is_incremental() %}
    left join {{ this }} as kept on contacts.contact_id = kept.contact_id
    where kept.contact_id is null
    {%- endif %}
),

arrays as (
    select * from {{ ref("int_active_model_arrays") }}
),

rule as (
    select * from {{ ref("int_active_decision_rule") }}
),

encoded as (
    {{- encoded_contacts(
        "contacts",
        ref("int_active_model_arrays"),
        carried=["contact_id", "split", "is_subscriber", "row_hash"],
        known=known_codes(ref("int_active_model_arrays"))
    ) | indent(4) }}
),

scored as (
    select
        encoded.contact_id,
        arrays.model_id,
        encoded.split,
        {{ log_odds("encoded", "arrays") | indent(8) }} as log_odds,
        encoded.is_subscriber,
        encoded.row_hash,
        cast({{ lit(scoring_time()) }} as timestamp) as scored_at,
        {%- for decision in decisions %}
        null as former_{{ decision }}{{ "," if not loop.last }}
        {%- endfor %}
    from encoded
    cross join arrays
),

-- Scores that were kept stay as they are; what was decided from them may not.
scores as (
    select * from scored
    {%- if is_incremental() %}
    union all
    select
        contact_id,
        model_id,
        split,
        log_odds,
        is_subscriber,
        row_hash,
        scored_at,
        {%- for decision in decisions %}
        {{ decision }} as former_{{ decision }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ this }}
    {%- endif %}
),

decided as (
    select
        scores.*,
        {{ calibrated_probability(
            "scores.log_odds", "rule", of_split("scores.split", "rule", "shift")
        ) | indent(8) }} as subscription_probability,
        {{ of_split("scores.split", "rule", "threshold") | indent(8) }} as threshold,
        -- Log-odds are exact, probabilities rounded: the decision compares log-odds.
        scores.log_odds
        >= {{ of_split("scores.split", "rule", "threshold_log_odds") | indent(8) }}
            as is_predicted_subscriber,
        {{ score_decile("scores.log_odds", "rule") }} as score_decile
    from scores
    cross join rule
)

select
    contact_id,
    model_id,
    split,
    log_odds,
    {%- for decision in decisions %}
    {{ decision }},
    {%- endfor %}
    is_subscriber,
    row_hash,
    scored_at
from decided
{%- if is_incremental() %}
where
    {%- for decision in decisions %}
    {{ "or " if not loop.first }}{{ decision }} is distinct from former_{{ decision }}
    {%- endfor %}
{%- endif %}
