-- One row per saved model that can be read.
-- key: model_id

with

fitted_models as (
    select
        model_id,
        fingerprint,
        algorithm,
        trained_at,
        content,
        requested_at
    from {{ ref("fitted_models") }}
),

set_aside as (
    select model_id
    from {{ ref("model_checks") }}
    where fault is not null
)

select *
from fitted_models
where model_id not in (select set_aside.model_id from set_aside)
