-- One row per model x reason why these vars cannot score it.
-- key: model_id, sentence
{%- set requested = var("model") | string %}
{%- set is_named = requested not in ("auto", "train") %}
{{ config(post_hook="{{ stop_at_first(faults_of_model(this, var('model'))) }}") }}

with

models as (
    select
        model_id,
        trained_at
    from {{ ref("models") }}
),

set_aside as (
    select
        model_id,
        'The model that var `model` names, ' || model_id || ', ' || fault
        || '; it is set aside, choose another one.' as sentence
    from {{ ref("model_checks") }}
    where fault is not null
),

-- A name that is no model has a row too.
unknown_names as (
    select
        {{ lit(requested) }} as model_id,
        {{ lit(
            "Var `model` is `" ~ requested
            ~ "`, which is no saved model; it must be auto, train, or one of "
        ) }} || coalesce(
            {{ joined_texts("model_id", ", ", "trained_at desc, model_id") }},
            '(none saved yet)'
        ) || '.' as sentence
    from models
    having
        {{ is_named | lower }}
        and count(*) filter (where model_id = {{ lit(requested) }}) = 0
        and {{ lit(requested) }} not in (select set_aside.model_id from set_aside)
),

model_terms as (
    select distinct
        model_id,
        term
    from {{ ref("model_terms") }}
    where term <> {{ lit(absorbed_term()) }}
),

undeclared_terms as (
    select
        model_terms.model_id,
        'Model `' || model_terms.model_id || '` has the terms '
        || {{ joined_texts("model_terms.term", ", ", "model_terms.term") }}
        || ', which vars `features`, `interactions` and `calendar_features` do not'
        || ' give; score it with the vars it was trained with, see `parameters` in'
        || ' registry.models.' as sentence
    from model_terms
    left join {{ ref("int_terms") }} as declared on model_terms.term = declared.term
    where declared.term is null
    group by model_terms.model_id
),

-- More than a search over as many bins as the vars declare can tell apart.
undeclared_bins as (
    select
        levels.model_id,
        'Model `' || levels.model_id || '` cuts ' || levels.feature || ' into '
        || count(*) || ' bins; set `bins` of that feature to at least that to score'
        || ' with it.' as sentence
    from {{ ref("model_levels") }} as levels
    inner join {{ ref("int_features") }} as declared
        on levels.feature = declared.feature
    group by levels.model_id, levels.feature
    having count(*) > max(declared.most_codes)
),

faults as (
    select * from set_aside
    union all
    select * from unknown_names
    union all
    select * from undeclared_terms
    union all
    select * from undeclared_bins
)

select * from faults
