-- One row: what training is asked for.
-- key: none, there is exactly one row

select
    {{ lit(var("model")) }} as requested_model,
    {{ lit(tojson(
        training_configuration(model_features(), model_interactions()), sort_keys=true
    )) }} as configuration
