{#- The features a model may use, in the order of the vars.
    returns: a list of {name, column, expression, kind, bins, missing, description}. What is known only after
    the contact is left out unless `allow_after_contact_features` is set. -#}
{% macro model_features() %}
    {% set features = [] %}
    {% for feature in declared_features() %}
        {% if feature.known_at == "before_contact" or var("allow_after_contact_features") %}
            {% do features.append(feature) %}
        {% endif %}
    {% endfor %}
    {{ return(features) }}
{% endmacro %}


{#- Every declared column of a contact, features or not, with its defaults filled in. -#}
{% macro declared_features() %}
    {% set features = [] %}
    {% do check_is_mapping("features", var("features")) %}
    {% for name, entry in var("features").items() %}
        {% do check_is_mapping("features." ~ name, entry) %}
        {% do features.append({
            "name": name,
            "column": entry.get("column", name),
            "expression": entry.get("expression"),
            "kind": entry.get("kind", "category"),
            "bins": entry.get("bins", var("number_bins")),
            "missing": entry.get("missing", []),
            "known_at": entry.get("known_at", "before_contact"),
            "description": entry.get("description", ""),
        }) %}
    {% endfor %}
    {{ return(features) }}
{% endmacro %}


{#- The declared columns that are read from a source, and those computed from other ones. -#}
{% macro read_features() %}
    {{ return(declared_features() | selectattr("expression", "none") | list) }}
{% endmacro %}


{% macro derived_features() %}
    {{ return(declared_features() | rejectattr("expression", "none") | list) }}
{% endmacro %}


{#- The declared pairs of features, each in the order of var `features`.
    returns: a list of (feature, feature). They are checked here too, as models are written
    from them while dbt parses, before any check runs. -#}
{% macro model_interactions() %}
    {% do check_interactions() %}
    {% set order = var("features").keys() | list %}
    {% set pairs = [] %}
    {% for pair in var("interactions") or [] %}
        {% if pair[0] in order and pair[1] in order
            and order.index(pair[0]) > order.index(pair[1]) %}
            {% do pairs.append([pair[1], pair[0]]) %}
        {% else %}
            {% do pairs.append(pair) %}
        {% endif %}
    {% endfor %}
    {{ return(pairs) }}
{% endmacro %}


{#- Numbers are looked up by bins, everything else by levels. -#}
{% macro is_number(feature) %}
    {{ return(feature.kind in ("integer", "number")) }}
{% endmacro %}


{#- A text as a SQL literal. -#}
{% macro lit(text) -%}
    '{{ text | string | replace("'", "''") }}'
{%- endmacro %}
