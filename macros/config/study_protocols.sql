{#- The protocols of var `study_protocols`, complete: what each changes put into the vars it
    inherits. Features that the vars do not declare are left out, as other data sets have others.
    returns: a list of {protocol, splits, uses_calendar, configuration, compared}, as the Python
    package reads them (`measure_protocols`). -#}
{% macro study_protocols() %}
    {% do check_interactions() %}
    {% do check_is_mapping("study_protocols", var("study_protocols")) %}
    {% set protocols = [] %}
    {% for name, entry in var("study_protocols").items() %}
        {% do check_is_mapping("study_protocols." ~ name, entry) %}
        {% do check_is_mapping("study_protocols." ~ name ~ ".splits", entry.get("splits")) %}
        {% set after_contact = entry.get(
            "allow_after_contact_features", var("allow_after_contact_features")
        ) %}
        {% set is_later = entry.splits.method != "stratified" %}
        {% set calendar = uses_calendar("chronological" if is_later else "hash") %}
        {# Those of another classifier mean nothing to the one in use. #}
        {% set parameters = {} %}
        {% for parameter, value in entry.get("classifier_parameters", {}).items() %}
            {% if parameter in classifier_parameter_bounds().get(var("classifier"), {}) %}
                {% do parameters.update({parameter: value}) %}
            {% endif %}
        {% endfor %}
        {% set variants = [] %}
        {% for keeps_calendar in ([true, false] if entry.get("compare") else [calendar]) %}
            {% set features = model_features(after_contact, keeps_calendar) %}
            {% set pairs = (
                (var("interactions") or []) | list
                + entry.get("more_interactions", []) | list
            ) %}
            {% do variants.append({
                "uses_calendar": keeps_calendar,
                "configuration": training_configuration(
                    features,
                    ordered_pairs(pairs, features),
                    entry.get("bins", {}),
                    parameters,
                ),
            }) %}
        {% endfor %}
        {% set own = variants | selectattr("uses_calendar", "equalto", calendar) | first %}
        {% do protocols.append({
            "protocol": name,
            "splits": entry.splits,
            "uses_calendar": calendar,
            "configuration": own.configuration,
            "compared": variants if entry.get("compare") else [],
        }) %}
    {% endfor %}
    {{ return(protocols) }}
{% endmacro %}


{#- Stops where var `study_protocols` cannot be meant. -#}
{% macro check_study_protocols() %}
    {% do check_is_mapping("study_protocols", var("study_protocols")) %}
    {% set bounds = classifier_parameter_bounds() %}
    {% for name, entry in var("study_protocols").items() %}
        {% set place = "study_protocols." ~ name %}
        {% do check_keys(
            place, entry,
            [
                "splits", "compare", "allow_after_contact_features", "bins",
                "more_interactions", "classifier_parameters",
            ],
            required=["splits"]
        ) %}
        {% set settings = {
            "stratified": ["method", "folds", "random_state"],
            "chronological": ["method", "train_share"],
            "rolling": ["method", "train_count", "test_count"],
        } %}
        {% do check_is_mapping(place ~ ".splits", entry.splits) %}
        {% do check_one_of(
            place ~ ".splits.method", entry.splits.get("method"), settings.keys() | list
        ) %}
        {% set allowed = settings[entry.splits.method] %}
        {% do check_keys(place ~ ".splits", entry.splits, allowed, required=allowed) %}
        {% for setting in allowed if setting != "method" %}
            {% set where, value = place ~ ".splits." ~ setting, entry.splits[setting] %}
            {% if setting == "train_share" %}
                {% do check_in_range(where, value, 0, 1, is_open=true) %}
            {% else %}
                {% do check_whole_number(
                    where, value, {"folds": 2, "random_state": 0}.get(setting, 1), 1000000000
                ) %}
            {% endif %}
        {% endfor %}
        {% set more = entry.get("more_interactions", []) %}
        {% do check_is_list(place ~ ".more_interactions", more) %}
        {% for pair in more if pair is string or pair | length != 2 or pair[0] == pair[1] %}
            {% do stop_with(
                "Var `" ~ place ~ ".more_interactions` holds `" ~ pair ~ "`; each entry is a"
                ~ " pair of two different features."
            ) %}
        {% endfor %}
        {% do check_is_mapping(place ~ ".bins", entry.get("bins", {})) %}
        {% for feature, bins in entry.get("bins", {}).items() %}
            {% do check_whole_number(place ~ ".bins." ~ feature, bins, 2, 250) %}
        {% endfor %}
        {% do check_keys(
            place ~ ".classifier_parameters", entry.get("classifier_parameters", {}),
            bounds.boosted_pairs.keys() | list + bounds.logistic_regression.keys() | list
        ) %}
    {% endfor %}
{% endmacro %}
