{#- Stops where the vars of splitting and training cannot be meant. -#}
{% macro check_training_vars() %}
    {% set split = var("split") %}
    {% set parts = ["method", "train_share", "validation_share", "salt"] %}
    {% do check_keys("split", split, parts, required=parts) %}
    {% do check_one_of("split.method", split.method, ["hash", "chronological"]) %}
    {% do check_in_range("split.train_share", split.train_share, 0, 1, is_open=true) %}
    {% do check_in_range("split.validation_share", split.validation_share, 0, 1, is_open=true) %}
    {% if split.train_share + split.validation_share >= 1 %}
        {% do stop_with(
            "Var `split` gives " ~ split.train_share ~ " to training and "
            ~ split.validation_share ~ " to validation, which leaves no test rows;"
            ~ " the two must add up to less than 1."
        ) %}
    {% endif %}

    {% do check_whole_number(
        "max_train_rows", var("max_train_rows"), 100, 1000000000
    ) %}

    {% set oversampling = var("oversampling") %}
    {% do check_keys(
        "oversampling", oversampling, ["method", "ratio", "k_neighbors"], required=["method"]
    ) %}
    {% do check_one_of(
        "oversampling.method", oversampling.method, ["smote", "smotenc", "random", "none"]
    ) %}
    {% if oversampling.method != "none" %}
        {% do check_in_range("oversampling.ratio", oversampling.get("ratio", 0.2), 0.01, 1) %}
        {% do check_whole_number(
            "oversampling.k_neighbors", oversampling.get("k_neighbors", 5), 1, 100
        ) %}
    {% endif %}

    {% do check_one_of(
        "classifier", var("classifier"), classifier_parameter_bounds().keys() | list
    ) %}
    {% set parameters = var("classifier_parameters") or {} %}
    {% set bounds = classifier_parameter_bounds()[var("classifier")] %}
    {% do check_keys("classifier_parameters", parameters, bounds.keys() | list) %}
    {% for name, value in parameters.items() if bounds[name] and value is not none %}
        {% do check_in_range(
            "classifier_parameters." ~ name, value, bounds[name][0], bounds[name][1]
        ) %}
    {% endfor %}
    {% do check_whole_number("random_state", var("random_state"), 0, 4294967295) %}
    {% do check_whole_number("bootstrap_replicates", var("bootstrap_replicates"), 0, 100000) %}
    {% do check_one_of("promote", var("promote"), ["always", "if_better", "never"]) %}
    {% do check_one_of("class_weight", var("class_weight"), ["none", "balanced"]) %}
{% endmacro %}


{#- The hyper-parameters each classifier takes, with their bounds; the package has the defaults
    and checks them again. returns: {classifier: {name: [lowest, highest], or none}} -#}
{% macro classifier_parameter_bounds() %}
    {% set boosting = {
        "members": [1, 1000],
        "row_share": [0.01, 1],
        "learning_rate": [1e-6, 10],
        "max_iter": [1, 100000],
        "max_leaf_nodes": [2, 65536],
        "max_depth": [1, 1000],
        "min_samples_leaf": [1, 1e12],
        "l2_regularization": [0, 1e12],
        "max_features": [0.001, 1],
        "early_stopping": none,
    } %}
    {{ return({
        "boosted_pairs": boosting,
        "monotone_pairs": boosting,
        "logistic_regression": {
            "C": [1e-12, 1e12], "max_iter": [1, 1000000], "tol": [1e-15, 1]
        },
    }) }}
{% endmacro %}
