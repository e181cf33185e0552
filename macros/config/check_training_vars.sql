{#- Stops where the vars of splitting and training cannot be meant. -#}
{% macro check_training_vars() %}
    {% set split = var("split") %}
    {% do check_keys("split", split, ["method", "train_share", "validation_share", "salt"]) %}
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

    {% set oversampling = var("oversampling") %}
    {% do check_keys("oversampling", oversampling, ["method", "ratio", "k_neighbors"]) %}
    {% do check_one_of(
        "oversampling.method", oversampling.method, ["smote", "smotenc", "random", "none"]
    ) %}
    {% if oversampling.method != "none" %}
        {% do check_in_range("oversampling.ratio", oversampling.ratio, 0.01, 1) %}
        {% do check_in_range(
            "oversampling.k_neighbors", oversampling.get("k_neighbors", 5), 1, 100
        ) %}
    {% endif %}

    {% do check_one_of(
        "classifier", var("classifier"), ["boosted_pairs", "logistic_regression"]
    ) %}
    {% do check_keys(
        "classifier_parameters", var("classifier_parameters"),
        classifier_parameter_names()[var("classifier")]
    ) %}
    {% do check_one_of("promote", var("promote"), ["always", "if_better", "never"]) %}
    {% do check_one_of("class_weight", var("class_weight"), ["none", "balanced"]) %}
{% endmacro %}


{#- The hyper-parameters each classifier takes; their defaults are in the package. -#}
{% macro classifier_parameter_names() %}
    {{ return({
        "boosted_pairs": [
            "members", "row_share", "learning_rate", "max_iter", "max_leaf_nodes",
            "max_depth", "min_samples_leaf", "l2_regularization", "max_features",
            "early_stopping",
        ],
        "logistic_regression": ["C", "max_iter", "tol"],
    }) }}
{% endmacro %}
