-- One row: what resampling is asked for.
-- key: none, there is exactly one row
-- So that a selection such as `stg_contacts+` has it as the vars say now:
-- depends_on: {{ ref("stg_contacts") }}

select
    cast({{ threshold_policies().f_beta.beta }} as double) as f_beta,
    cast({{ var("bootstrap_replicates") }} as integer) as bootstrap_replicates,
    cast({{ var("random_state") }} as integer) as random_state
