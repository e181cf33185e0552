-- A reason is a term of the model with the contribution that `model_terms` gives its
-- codes; ranks are 1, 2, ... and a higher rank never weighs more.

with

reasons as (
    select
        *,
        row_number() over by_rank as expected_rank,
        lag(abs(contribution)) over by_rank as size_before
    from {{ ref("prediction_reasons") }}
    window by_rank as (partition by contact_id order by reason_rank)
)

select
    reasons.*,
    model_terms.contribution as model_contribution
from reasons
left join {{ ref("model_terms") }} as model_terms
    on
        reasons.model_id = model_terms.model_id
        and reasons.feature = model_terms.term
        and reasons.code_1 = model_terms.code_1
        and reasons.code_2 is not distinct from model_terms.code_2
where
    -- A declared term that the model does not have adds nothing.
    reasons.contribution <> coalesce(model_terms.contribution, 0)
    or reasons.reason_rank <> reasons.expected_rank
    or reasons.reason_rank > {{ var("reasons").count }}
    or abs(reasons.contribution) > reasons.size_before
