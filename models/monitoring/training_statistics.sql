-- One row per feature x code of the active model, code 0 included, and per decile of
-- its score.
-- key: feature, code

with

models as (
    select
        models.model_id,
        models.train_count
    from {{ ref("models") }} as models
    inner join {{ ref("active_model") }} as active_model
        on models.model_id = active_model.model_id
),

features as (
    select distinct
        models.model_id,
        models.train_count,
        terms.feature_1 as feature
    from {{ ref("model_terms") }} as terms
    inner join models on terms.model_id = models.model_id
    where
        terms.feature_2 is null
        and terms.feature_1 <> {{ lit(absorbed_term()) }}
),

levels as (
    select
        levels.feature,
        levels.code,
        levels.train_count
    from {{ ref("model_levels") }} as levels
    inner join models on levels.model_id = models.model_id
),

known as (
    select
        feature,
        sum(train_count) as train_count
    from levels
    group by feature
),

rule as (
    select * from {{ ref("int_active_decision_rule") }}
),

-- Of validation contacts: a model scores the contacts it was fitted on too boldly.
score_deciles as (
    select
        scores.model_id,
        {{ score_decile("scores.log_odds", "rule") | indent(8) }} as code
    from {{ ref("model_validation_scores") }} as scores
    inner join rule on scores.model_id = rule.model_id
),

counted as (
    select
        features.model_id,
        features.feature,
        levels.code,
        levels.train_count as contact_count
    from features
    inner join levels on features.feature = levels.feature
    union all
    -- What was not known, or beyond the levels that a feature may have.
    select
        features.model_id,
        features.feature,
        0 as code,
        features.train_count - coalesce(known.train_count, 0) as contact_count
    from features
    left join known on features.feature = known.feature
    union all
    select
        model_id,
        {{ lit(score_name()) }} as feature,
        code,
        count(*) as contact_count
    from score_deciles
    group by model_id, code
)

select
    model_id,
    feature,
    cast(code as smallint) as code,
    cast(contact_count as bigint) as contact_count,
    {{ share("contact_count", "sum(contact_count) over (partition by feature)") }}
        as contact_share
from counted
