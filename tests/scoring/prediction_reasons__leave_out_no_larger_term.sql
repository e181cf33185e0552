-- The size of each reason is that of the term of its rank, among all of the model:
-- looked up here by joins with `registry.model_terms`, for 200 contacts.

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

ranked as (
    select
        cells.contact_id,
        coalesce(abs(model_terms.contribution), 0) as size,
        row_number() over (
            partition by cells.contact_id
            order by coalesce(abs(model_terms.contribution), 0) desc, cells.term
        ) as size_rank
    from cells
    cross join {{ ref("active_model") }} as active_model
    left join {{ ref("model_terms") }} as model_terms
        on
            active_model.model_id = model_terms.model_id
            and cells.term = model_terms.term
            and cells.code_1 = model_terms.code_1
            and cells.code_2 is not distinct from model_terms.code_2
)

select
    reasons.*,
    ranked.size
from {{ ref("prediction_reasons") }} as reasons
inner join ranked
    on reasons.contact_id = ranked.contact_id and reasons.reason_rank = ranked.size_rank
where abs(reasons.contribution) <> ranked.size
