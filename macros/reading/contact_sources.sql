{#- The parts the contacts are read from, in order: the contacts, then the prospects.

    returns: a list of {role, var, type, location}
      role      `contacts` or `prospects`
      var       the var to correct when something is wrong with it
      type      `seed`, `csv`, `parquet` or `relation`
      location  the seed, one file, or the relation

    A glob becomes one part per CSV file, so that each file has its own header and separator. -#}
{% macro contact_sources() %}
    {% set contacts = var("contacts") | string %}
    {% set prospects = var("prospects") | string %}
    {% if contacts == "sample" and prospects in ("none", "None", "") %}
        {% set prospects = "sample" %}
    {% endif %}

    {% set sources = [] %}
    {% for role, location in [("contacts", contacts), ("prospects", prospects)] %}
        {% if location == "sample" %}
            {% do sources.append({
                "role": role, "var": role, "type": "seed", "location": "sample_" ~ role
            }) %}
        {% elif location.startswith("relation:") %}
            {% do sources.append({
                "role": role, "var": role, "type": "relation",
                "location": location[9:] | trim
            }) %}
        {% elif location not in ("none", "None", "") %}
            {% for file in matching_files(role, location) %}
                {% do sources.append({
                    "role": role, "var": role, "location": file,
                    "type": "parquet" if is_parquet(file) else "csv"
                }) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% set locations = sources | map(attribute="location") | list %}
    {% if locations | unique | list | length < locations | length %}
        {% do stop_with(
            "Vars `contacts` and `prospects` both read " ~ locations[0]
            ~ "; a contact is either one or the other."
        ) %}
    {% endif %}
    {{ return(sources) }}
{% endmacro %}


{#- True where every source is a table of this database, so that a copy would be waste. Tables
    of an attached one are copied: a view of them would break where it is not attached. -#}
{% macro reads_own_relations_only() %}
    {% set others = [] %}
    {% for location in (var("contacts"), var("prospects")) | map("string") %}
        {% set is_own = location.startswith("relation:") and location.count(".") < 2 %}
        {% if not is_own and location not in ("none", "None", "") %}
            {% do others.append(location) %}
        {% endif %}
    {% endfor %}
    {{ return(not others | length) }}
{% endmacro %}
