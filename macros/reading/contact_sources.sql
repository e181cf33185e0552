{#- The parts the contacts are read from, in order: the contacts, then the prospects.

    returns: a list of {role, var, type, location}
      role      `contacts` or `prospects`
      var       the var to correct when something is wrong with it
      type      `ref`, `csv`, `parquet` or `relation`
      location  the seed or model, one file, or the relation

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
            {% set location = "ref:sample_" ~ role %}
        {% endif %}
        {% if location not in ("none", "None", "") %}
            {% do sources.extend(parts_of(role, role, location)) %}
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


{#- The parts of one location, each as `contact_sources` describes it. -#}
{% macro parts_of(role, var_name, location) %}
    {% set parts = [] %}
    {% set type, _, name = location.partition(":") %}
    {% if type in ("relation", "ref") %}
        {% do parts.append({
            "role": role, "var": var_name, "type": type, "location": name | trim
        }) %}
    {% else %}
        {% for file in matching_files(var_name, location) %}
            {% set type = "parquet" if is_parquet(file) else "csv" %}
            {% do parts.append({
                "role": role, "var": var_name, "type": type, "location": file
            }) %}
        {% endfor %}
    {% endif %}
    {{ return(parts) }}
{% endmacro %}


{#- True where every source is a table of this database, so that a copy would be waste. Tables
    of an attached one are copied: a view of them would break where it is not attached. -#}
{% macro reads_own_relations_only() %}
    {% set others = [] %}
    {% for location in (var("contacts"), var("prospects")) | map("string") %}
        {% set is_own = location.startswith("ref:")
            or location.startswith("relation:") and location.count(".") < 2 %}
        {% if not is_own and location not in ("none", "None", "") %}
            {% do others.append(location) %}
        {% endif %}
    {% endfor %}
    {{ return(not others | length) }}
{% endmacro %}
