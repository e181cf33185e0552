{#- What a model is trained by, as the Python package reads it (`read_configuration`).
    features: what it may use; pairs: which of them may interact; bins: {feature: the most bins}
    where they differ from the vars; classifier_parameters: those that differ.
    returns: a mapping. -#}
{% macro training_configuration(features, pairs, bins={}, classifier_parameters={}) %}
    {% set inputs = [] %}
    {% for feature in features %}
        {% set input = {
            "name": feature.name,
            "kind": "number" if is_number(feature) else "category",
            "bins": bins.get(feature.name, feature.bins),
        } %}
        {# Only where it is set: a configuration without it is the same as ever. #}
        {% if feature.monotone %}{% do input.update({"monotone": feature.monotone}) %}{% endif %}
        {% do inputs.append(input) %}
    {% endfor %}
    {% set parameters = dict(as_mapping(var("classifier_parameters"))) %}
    {% do parameters.update(classifier_parameters) %}
    {% set absorbed = {"absorbs_period": true} if absorbs_period() else {} %}
    {{ return(dict({
        "features": inputs,
        "interactions": pairs,
        "classifier": var("classifier"),
        "classifier_parameters": parameters,
        "oversampling": var("oversampling"),
        "class_weight": var("class_weight") if var("class_weight") != "none" else none,
        "random_state": var("random_state"),
    }, **absorbed)) }}
{% endmacro %}


{#- Whether the month of a contact is absorbed: a main effect of its own in training, which
    scoring leaves out. `auto`: where the model is judged on later contacts. -#}
{% macro absorbs_period() %}
    {% set asked = var("absorb_period") | string | lower %}
    {% set is_judged_later = var("split").method == "chronological" %}
    {{ return(has_dates() and (asked == "true" or (asked == "auto" and is_judged_later))) }}
{% endmacro %}


{#- What training rows carry for it, beside the features. -#}
{% macro absorbed_columns() %}
    {{ return(["absorbed_period"] if absorbs_period() else []) }}
{% endmacro %}


{#- The term that stands for it in the document of a model, and in `model_terms`. -#}
{% macro absorbed_term() %}
    {{ return("absorbed__period") }}
{% endmacro %}
