-- One row: the requested model, and the one that was active before this build.
-- key: none, there is exactly one row
{%- set requested = var("model") | string %}
{%- set is_named = requested not in ("auto", "train") %}
-- The check reads: depends_on: {{ ref("model_terms") }}, {{ ref("model_levels") }}
{%- if execute and flags.WHICH in ("build", "run") and is_named %}
{%- do check_requested_model(requested, ref("models")) %}
{%- endif %}

with

-- The requested model: the one named, or the one this build trained or found.
candidate as (
    select
        model_id,
        requested_at = trained_at as is_new
    from {{ ref("fitted_models") }}
    {%- if is_named %}
    where model_id = {{ lit(requested) }}
    {%- endif %}
    order by requested_at desc nulls last, model_id
    limit 1
),

-- What `active_model` says before it is built anew: a look back, not in the DAG.
champion as (
    select models.model_id
    from {{ ref("models") }} as models
    inner join {{ previously_active_model() }} as previously_active
        on models.model_id = previously_active.model_id
),

-- A model can be scored when the vars declare all its terms, and enough bins.
undeclared_terms as (
    select champion.model_id
    from champion
    inner join {{ ref("model_terms") }} as model_terms
        on champion.model_id = model_terms.model_id
    where model_terms.term not in (
        {%- for term in model_terms_list() %}
        {{ lit(term | join(":")) }}{{ "," if not loop.last }}
        {%- endfor %}
    )
    union all
    select champion.model_id
    from champion
    inner join {{ ref("model_levels") }} as model_levels
        on champion.model_id = model_levels.model_id
    where
        false
        {%- for feature in model_features() if is_number(feature) %}
        or (
            model_levels.feature = {{ lit(feature.name) }}
            and model_levels.code > {{ 2 ** search_depth(feature.bins) }}
        )
        {%- endfor %}
),

compared as (
    select
        candidate.model_id as candidate_model_id,
        candidate.is_new as is_candidate_new,
        champion.model_id as champion_model_id,
        champion.model_id is not null
        and (select count(*) from undeclared_terms) = 0 as is_champion_scorable
    from candidate
    left join champion on true
)

select * from compared
