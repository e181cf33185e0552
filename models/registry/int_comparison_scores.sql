-- One row per validation contact, scored by the requested and the active model; no row
-- where there are no two models to compare.
-- key: contact_id

with

compared_models as (
    select
        candidate_model_id,
        champion_model_id
    from {{ ref("int_compared_models") }}
    where is_champion_scorable and candidate_model_id <> champion_model_id
),

contacts as (
    select contacts.*
    from {{ ref("int_training_contacts") }} as contacts
    cross join compared_models
    where contacts.split = 'validation'
),

{%- for role in ("candidate", "champion") %}

{{ role }}_arrays as (
    select arrays.*
    from {{ ref("int_model_arrays") }} as arrays
    inner join compared_models on arrays.model_id = compared_models.{{ role }}_model_id
),

{{ role }}_codes as (
    {{- encoded_contacts(
        "contacts", role ~ "_arrays", carried=["contact_id", "is_subscriber"]
    ) | indent(4) }}
),

{{ role }}_scores as (
    select
        codes.contact_id,
        codes.is_subscriber,
        arrays.model_id,
        {{ log_odds("codes", "arrays") | indent(8) }} as log_odds
    from {{ role }}_codes as codes
    cross join {{ role }}_arrays as arrays
),
{%- endfor %}

compared as (
    select
        candidate_scores.contact_id,
        candidate_scores.is_subscriber,
        candidate_scores.model_id as candidate_model_id,
        champion_scores.model_id as champion_model_id,
        candidate_scores.log_odds as candidate_log_odds,
        champion_scores.log_odds as champion_log_odds
    from candidate_scores
    inner join champion_scores
        on candidate_scores.contact_id = champion_scores.contact_id
)

select * from compared
