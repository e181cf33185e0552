{#- The columns of a source that the pipeline reads, each once.

    returns: a list of {column, needed_for, is_optional}
      needed_for   what to name when it is missing, e.g. "feature `job`"
      is_optional  for prospects only: the outcome and what is known after the contact -#}
{% macro required_columns() %}
    {% set columns = [] %}
    {% for feature in read_features() %}
        {% do columns.append({
            "column": feature.column,
            "needed_for": "feature `" ~ feature.name ~ "`",
            "is_optional": feature.known_at == "after_contact",
        }) %}
    {% endfor %}
    {% do columns.append({
        "column": var("outcome").column, "needed_for": "`outcome`", "is_optional": true
    }) %}
    {% for key in key_columns() %}
        {% do columns.append({
            "column": key, "needed_for": "`contact_key`", "is_optional": false
        }) %}
    {% endfor %}
    {% if customer_column() %}
        {% do columns.append({
            "column": customer_column(), "needed_for": "`split.by`", "is_optional": true
        }) %}
    {% endif %}
    {% set contact_date = var("contact_date") %}
    {% if contact_date is mapping %}
        {% for part in ("day", "month", "column") if contact_date.get(part) %}
            {% do columns.append({
                "column": contact_date[part],
                "needed_for": "`contact_date." ~ part ~ "`", "is_optional": false
            }) %}
        {% endfor %}
    {% endif %}

    {% set distinct_columns = {} %}
    {% for column in columns %}
        {% do distinct_columns.setdefault(column.column | lower, column) %}
    {% endfor %}
    {{ return(distinct_columns.values() | list) }}
{% endmacro %}


{#- Those of var `carry` that the pipeline reads for nothing else. Who is called may need them;
    contacts whose outcome is known may lack them.

    returns: a list like that of `required_columns`, with the role that may lack them. -#}
{% macro carry_only() %}
    {% set columns = [] %}
    {% set required = required_columns() | map(attribute="column") | map("lower") | list %}
    {% for column in as_list(var("carry")) if column | string | lower not in required %}
        {% do columns.append({
            "column": column, "needed_for": "`carry`", "is_optional": true, "role": "contacts"
        }) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}


{#- The columns that a source may lack and does: the outcome, and what is known only after
    the contact, of prospects; what is only carried, of contacts. Stops where it lacks one that it must have. -#}
{% macro absent_columns(source) %}
    {% set absent = [] %}
    {% if execute and flags.WHICH in ("build", "run") %}
        {% set present = source_columns(source) %}
        {% set lowered = present | map("lower") | list %}
        {% for required in required_columns() + carry_only()
            if required.column | string | lower not in lowered %}
            {% set role = required.get("role", "prospects") %}
            {% if not (required.is_optional and source.role == role) %}
                {% do stop_with(
                    source.location ~ " has no column `" ~ required.column ~ "`, which "
                    ~ required.needed_for ~ " reads; it has " ~ present | join(", ")
                    ~ ". Correct the file, or that entry of the vars."
                ) %}
            {% endif %}
            {% do absent.append(required.column) %}
        {% endfor %}
    {% endif %}
    {{ return(absent) }}
{% endmacro %}
