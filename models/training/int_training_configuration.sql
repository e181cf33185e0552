-- One row: what training is asked for.
-- key: none, there is exactly one row
-- So that a selection such as `stg_contacts+` has it as the vars say now:
-- depends_on: {{ ref("int_training_contacts") }}

select
    {{ lit(var("model")) }} as requested_model,
    {{ lit(tojson(
        training_configuration(model_features(), model_interactions()), sort_keys=true
    )) }} as configuration
