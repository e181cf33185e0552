{#- Stops where var `model` names a model that is not stored, or one that the declared features
    and interactions cannot score. -#}
{% macro check_requested_model(requested, models) %}
    {% if requested in ("auto", "train") %}{{ return("") }}{% endif %}
    {% set stored = run_query(
        "select model_id from " ~ models ~ " order by trained_at desc, model_id"
    ).columns[0].values() | list %}
    {% if requested not in stored %}
        {% do stop_with(
            "Var `model` is `" ~ requested ~ "`, which is no saved model; it must be auto,"
            ~ " train, or one of " ~ (stored | join(", ") if stored | length else "(none saved yet)")
            ~ "."
        ) %}
    {% endif %}

    {% set declared = model_features() | map(attribute="name") | list %}
    {% for pair in model_interactions() %}
        {% do declared.append(pair | join(":")) %}
    {% endfor %}
    {% set terms = run_query(
        "select distinct term from " ~ ref("model_terms")
        ~ " where model_id = " ~ lit(requested) ~ " order by term"
    ).columns[0].values() | list %}
    {% set undeclared = terms | reject("in", declared) | list %}
    {% if undeclared | length %}
        {% do stop_with(
            "Model `" ~ requested ~ "` has the terms " ~ undeclared | join(", ")
            ~ ", which vars `features`, `interactions` and `calendar_features` do not give; score it with the"
            ~ " vars it was trained with, see `parameters` in registry.models."
        ) %}
    {% endif %}
    {% for feature in model_features() if is_number(feature) %}
        {% set bins = run_query(
            "select count(*) from " ~ ref("model_levels") ~ " where model_id = "
            ~ lit(requested) ~ " and feature = " ~ lit(feature.name)
        )[0][0] %}
        {% if bins > 2 ** search_depth(feature.bins) %}
            {% do stop_with(
                "Model `" ~ requested ~ "` cuts " ~ feature.name ~ " into " ~ bins
                ~ " bins; set `bins` of that feature to at least that to score with it."
            ) %}
        {% endif %}
    {% endfor %}
{% endmacro %}
