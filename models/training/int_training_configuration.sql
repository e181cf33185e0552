-- One row: what training is asked for.
-- key: none, there is exactly one row
{%- set features = [] %}
{%- for feature in model_features() %}
{%- do features.append({
    "name": feature.name,
    "kind": "number" if is_number(feature) else "category",
    "bins": feature.bins,
}) %}
{%- endfor %}

select
    {{ lit(var("model")) }} as requested_model,
    {{ lit(tojson({
        "features": features,
        "interactions": model_interactions(),
        "classifier": var("classifier"),
        "classifier_parameters": var("classifier_parameters"),
        "oversampling": var("oversampling"),
        "class_weight": var("class_weight") if var("class_weight") != "none" else none,
        "random_state": var("random_state"),
    }, sort_keys=true)) }} as configuration
