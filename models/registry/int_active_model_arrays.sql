-- One row: the active model as arrays, everything that scoring looks up.
-- key: none, there is exactly one row

with

arrays as (
    select * from {{ ref("int_model_arrays") }}
),

active_model as (
    select model_id
    from {{ ref("active_model") }}
),

active_arrays as (
    select arrays.*
    from arrays
    inner join active_model on arrays.model_id = active_model.model_id
)

select * from active_arrays
