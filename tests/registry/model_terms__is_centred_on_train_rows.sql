-- Over the real train rows, the mean contribution of every feature is 0, and so is that
-- of every pair for each code of either feature: a pair says nothing that one feature
-- could say alone. Features of every stored model are weighted by its own train counts;
-- pairs, by the train rows of this build, so only for the model that it trained on them
-- or found to be.
{%- set is_trained = var("model") | string in ("auto", "train") %}

with

train_counts as (
    select
        model_levels.model_id,
        model_levels.feature,
        model_levels.code,
        model_levels.train_count
    from {{ ref("model_levels") }} as model_levels
    union all
    -- Code 0 has the rows that no level has.
    select
        models.model_id,
        model_levels.feature,
        0 as code,
        max(models.train_count) - sum(model_levels.train_count) as train_count
    from {{ ref("models") }} as models
    inner join {{ ref("model_levels") }} as model_levels
        on models.model_id = model_levels.model_id
    group by models.model_id, model_levels.feature
),

feature_means as (
    select
        model_terms.model_id,
        model_terms.term,
        cast(null as string) as given_feature,
        cast(null as integer) as given_code,
        sum(model_terms.contribution * train_counts.train_count)
        / sum(train_counts.train_count) as mean_contribution
    from {{ ref("model_terms") }} as model_terms
    inner join train_counts
        on
            model_terms.model_id = train_counts.model_id
            and model_terms.term = train_counts.feature
            and model_terms.code_1 = train_counts.code
    group by model_terms.model_id, model_terms.term
),
{%- for pair in model_interactions() if is_trained %}

{{ pair | join("__") }}_counts as (
    select
        {{ pair[0] }}_code as code_1,
        {{ pair[1] }}_code as code_2,
        count(*) as train_count
    from {{ ref("int_training_rows") }}
    where split = 'train'
    group by code_1, code_2
),

{{ pair | join("__") }}_means as (
    select
        model_terms.model_id,
        model_terms.term,
        case
            when grouping(model_terms.code_1) = 0 then {{ lit(pair[0]) }}
            else {{ lit(pair[1]) }}
        end as given_feature,
        coalesce(model_terms.code_1, model_terms.code_2) as given_code,
        sum(model_terms.contribution * train_rows.train_count)
        / sum(train_rows.train_count) as mean_contribution
    from {{ ref("model_terms") }} as model_terms
    inner join {{ ref("int_compared_models") }} as compared_models
        on model_terms.model_id = compared_models.candidate_model_id
    inner join {{ pair | join("__") }}_counts as train_rows
        on
            model_terms.code_1 = train_rows.code_1
            and model_terms.code_2 = train_rows.code_2
    where model_terms.term = '{{ pair | join(":") }}'
    group by
        grouping sets (
            (model_terms.model_id, model_terms.term, model_terms.code_1),
            (model_terms.model_id, model_terms.term, model_terms.code_2)
        )
),
{%- endfor %}

means as (
    select * from feature_means
    {%- for pair in model_interactions() if is_trained %}
    union all
    select * from {{ pair | join("__") }}_means
    {%- endfor %}
)

select *
from means
where not coalesce(abs(mean_contribution) <= 1e-9, false)
