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
    {{ return({
        "features": inputs,
        "interactions": pairs,
        "classifier": var("classifier"),
        "classifier_parameters": parameters,
        "oversampling": var("oversampling"),
        "class_weight": var("class_weight") if var("class_weight") != "none" else none,
        "random_state": var("random_state"),
    }) }}
{% endmacro %}
