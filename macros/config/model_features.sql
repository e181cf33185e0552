{#- The features a model may use, in the order of the vars.
    after_contact: whether to keep what is known only after the contact.
    calendar: whether to keep what is tied to the position in the calendar.
    returns: a list of {name, column, expression, kind, bins, missing, calendar, monotone,
    description}. -#}
{% macro model_features(after_contact=none, calendar=none) %}
    {% set keeps_after_contact = (
        var("allow_after_contact_features") if after_contact is none else after_contact
    ) %}
    {% set keeps_calendar = uses_calendar() if calendar is none else calendar %}
    {% set features = [] %}
    {% for feature in declared_features() %}
        {% if (feature.known_at == "before_contact" or keeps_after_contact)
            and (not feature.calendar or keeps_calendar) %}
            {% do features.append(feature) %}
        {% endif %}
    {% endfor %}
    {{ return(features) }}
{% endmacro %}


{#- Whether features of the calendar are used. `auto`: where train and scored contacts share
    their campaigns; a model that is judged on later contacts would learn the past ones by
    their dates. -#}
{% macro uses_calendar(split_method=none) %}
    {% set asked = var("calendar_features") | string | lower %}
    {% if asked == "auto" %}
        {{ return((split_method or var("split").method) != "chronological") }}
    {% endif %}
    {{ return(asked == "true") }}
{% endmacro %}


{#- Every declared column of a contact, features or not, with its defaults filled in. -#}
{% macro declared_features() %}
    {% set features = [] %}
    {% for name, entry in as_mapping(var("features")).items() if entry is mapping %}
        {% do features.append({
            "name": name,
            "column": entry.get("column", name),
            "expression": entry.get("expression"),
            "kind": entry.get("kind", "category"),
            "bins": entry.get("bins", var("number_bins")) | int,
            "missing": as_list(entry.get("missing")),
            "known_at": entry.get("known_at", "before_contact"),
            "calendar": entry.get("calendar", false),
            "monotone": entry.get("monotone"),
            "description": entry.get("description", ""),
        }) %}
    {% endfor %}
    {{ return(features) }}
{% endmacro %}


{#- The declared columns that are read from a source. -#}
{% macro read_features() %}
    {{ return(declared_features() | selectattr("expression", "none") | list) }}
{% endmacro %}


{#- The declared columns that are computed from other ones. -#}
{% macro derived_features() %}
    {{ return(declared_features() | rejectattr("expression", "none") | list) }}
{% endmacro %}


{#- The declared pairs of features, each in the order of var `features`; a pair with a feature
    that is left out is left out too.
    returns: a list of (feature, feature). -#}
{% macro model_interactions() %}
    {{ return(ordered_pairs(as_list(var("interactions")), model_features())) }}
{% endmacro %}


{#- Every term a model may have: [feature] for main effects, then the pairs. -#}
{% macro declared_terms() %}
    {% set terms = [] %}
    {% for feature in model_features() %}
        {% do terms.append([feature.name]) %}
    {% endfor %}
    {{ return(terms + model_interactions()) }}
{% endmacro %}


{#- Those pairs whose features are both among `features`, each in their order and once. -#}
{% macro ordered_pairs(declared_pairs, features) %}
    {% set order = features | map(attribute="name") | list %}
    {% set pairs = [] %}
    {% for pair in declared_pairs if pair[0] in order and pair[1] in order %}
        {% set ordered = pair if order.index(pair[0]) < order.index(pair[1]) else [
            pair[1], pair[0]
        ] %}
        {% do pairs.append(ordered) if ordered not in pairs %}
    {% endfor %}
    {{ return(pairs) }}
{% endmacro %}


{#- Categories of a source stand in staging twice: as values, null where not known, and as
    the texts that they are looked up by, as `<feature>_text`. -#}
{% macro is_read_as_text(feature) %}
    {{ return(feature.kind == "category" and feature.expression is none) }}
{% endmacro %}


{#- Numbers are looked up by bins, everything else by levels. -#}
{% macro is_number(feature) %}
    {{ return(feature.kind in ("integer", "number")) }}
{% endmacro %}
