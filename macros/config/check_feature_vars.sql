{#- Stops where the vars that say what a contact is cannot be meant. -#}
{% macro check_feature_vars() %}
    {% do check_keys(
        "outcome", var("outcome"), ["column", "positive", "negative"],
        required=["column", "positive", "negative"]
    ) %}
    {% do check_is_list("missing_tokens", var("missing_tokens")) %}
    {% set contact_date = var("contact_date") %}
    {% if contact_date is mapping %}
        {% do check_one_of("contact_date.method", contact_date.method, ["file_order", "column"]) %}
        {% do check_keys(
            "contact_date", contact_date, ["method", "first_year", "month", "day", "column"],
            required=["column"] if contact_date.method == "column"
            else ["first_year", "month", "day"]
        ) %}
        {% if contact_date.method == "file_order" %}
            {% do check_whole_number("contact_date.first_year", contact_date.first_year, 1, 9999) %}
        {% endif %}
    {% else %}
        {% do check_one_of("contact_date", contact_date | string, ["none"]) %}
    {% endif %}
    {% do check_in_range("max_rejected_share", var("max_rejected_share"), 0, 1) %}
    {% do check_whole_number("number_bins", var("number_bins"), 2, 250) %}
    {% do check_one_of(
        "calendar_features", var("calendar_features") | string | lower, ["auto", "true", "false"]
    ) %}

    {% for name, entry in var("features").items() %}
        {% set place = "features." ~ name %}
        {% do check_keys(
            place, entry,
            [
                "column", "expression", "kind", "bins", "missing", "known_at", "calendar",
                "monotone", "description",
            ]
        ) %}
        {% if not modules.re.fullmatch("[a-z][a-z0-9_]*", name) or "__" in name %}
            {% do stop_with(
                "The feature name `" ~ name ~ "` in var `features` is not a plain column name;"
                ~ " use lower-case letters, digits and single underscores."
            ) %}
        {% endif %}
        {% if name.endswith("_text") and name[:-5] in var("features") %}
            {% do stop_with(
                "Var `features` holds `" ~ name[:-5] ~ "` and `" ~ name ~ "`, which is what the"
                ~ " texts of the former are called; rename the latter."
            ) %}
        {% endif %}
        {% do check_one_of(
            place ~ ".kind", entry.get("kind", "category"),
            ["category", "flag", "integer", "number"]
        ) %}
        {% do check_one_of(
            place ~ ".known_at", entry.get("known_at", "before_contact"),
            ["before_contact", "after_contact"]
        ) %}
        {% do check_one_of(
            place ~ ".calendar", entry.get("calendar", false) | string | lower, ["true", "false"]
        ) %}
        {% do check_whole_number(place ~ ".bins", entry.get("bins", var("number_bins")), 2, 250) %}
        {% for token in entry.get("missing", []) if token is not number %}
            {% do stop_with(
                "Var `" ~ place ~ ".missing` holds `" ~ token ~ "`, which is not a number;"
                ~ " texts that mean \"not known\" go into var `missing_tokens`."
            ) %}
        {% endfor %}
    {% endfor %}

    {% do check_interactions() %}
{% endmacro %}


{#- Stops where an interaction is not a pair of two different, declared features. -#}
{% macro check_interactions() %}
    {% if not model_features() | length %}
        {% do stop_with(
            "Var `features` declares no feature known before the contact"
            ~ (" that is not of the calendar, and var `calendar_features` leaves those out."
               if model_features(calendar=true) | length else ".")
        ) %}
    {% endif %}
    {% set names = model_features(calendar=true) | map(attribute="name") | list %}
    {% do check_is_list("interactions", var("interactions") or []) %}
    {% set seen = [] %}
    {% for pair in var("interactions") or [] %}
        {% if pair is string or pair | length != 2 or pair[0] == pair[1] %}
            {% do stop_with(
                "Var `interactions` holds `" ~ pair ~ "`; each entry is a pair of two"
                ~ " different features."
            ) %}
        {% endif %}
        {% for name in pair if name not in names %}
            {% do stop_with(
                "Var `interactions` names the feature `" ~ name ~ "`, which is "
                ~ ("known only after the contact" if name in var("features")
                   else "not in var `features`")
                ~ "; the features are " ~ names | join(", ") ~ "."
            ) %}
        {% endfor %}
        {% if pair | sort in seen %}
            {% do stop_with(
                "Var `interactions` holds the pair `" ~ pair | join(", ") ~ "` twice."
            ) %}
        {% endif %}
        {% do seen.append(pair | sort) %}
    {% endfor %}
{% endmacro %}
