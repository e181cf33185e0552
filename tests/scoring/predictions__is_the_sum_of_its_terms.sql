-- The log-odds of a contact are the intercept of its model plus one contribution per
-- term, to the last bit: looked up here by joins with `registry.model_terms`, for 200
-- contacts, and not by position in an array.

with

sampled_codes as (
    select *
    from {{ ref("int_scoring_codes") }}
    order by md5(cast(contact_id as string)), contact_id
    limit 200
),

cells as (
    {{- term_cells("sampled_codes") | indent(4) }}
),

sums as (
    select
        cells.contact_id,
        models.model_id,
        models.intercept + sum(model_terms.contribution) as summed_log_odds,
        count(*) as term_count
    from {{ ref("active_model") }} as active_model
    inner join {{ ref("models") }} as models on active_model.model_id = models.model_id
    inner join {{ ref("model_terms") }} as model_terms
        on models.model_id = model_terms.model_id
    inner join cells
        on
            model_terms.term = cells.term
            and model_terms.code_1 = cells.code_1
            and model_terms.code_2 is not distinct from cells.code_2
    group by cells.contact_id, models.model_id, models.intercept
)

select
    sampled_codes.contact_id,
    sums.term_count,
    sums.summed_log_odds,
    predictions.log_odds
from sampled_codes
left join sums on sampled_codes.contact_id = sums.contact_id
left join {{ ref("predictions") }} as predictions
    on sampled_codes.contact_id = predictions.contact_id
where predictions.log_odds is distinct from sums.summed_log_odds
