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
                {% set type = "parquet" if file.endswith((".parquet", ".pq")) else "csv" %}
                {% do sources.append({
                    "role": role, "var": role, "type": type, "location": file
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


{#- Stops where a file is not of the kind that its name says: Parquet without its mark at both
    ends, or a CSV with a zero byte. -#}
{% macro check_file_content(var_name, file) %}
    {% set is_parquet = file.endswith((".parquet", ".pq")) %}
    {% set is_as_named = run_query(
        "select " ~ (
            "content[1:4] = 'PAR1'::blob and content[-4:] = 'PAR1'::blob" if is_parquet
            else "not regexp_matches(hex(content[1:4096]), '^(..)*00')"
        ) ~ " from read_blob(" ~ lit(file) ~ ")"
    )[0][0] %}
    {% if not is_as_named %}
        {% do stop_with(
            "The file " ~ file ~ " (var `" ~ var_name ~ "`) is not "
            ~ ("Parquet, as its name says" if is_parquet else "a text file")
            ~ "; give CSV, or Parquet with the ending .parquet."
        ) %}
    {% endif %}
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


{#- The files that match a path or glob, sorted by name; stops where there is none or one
    is empty. While dbt only parses, the pattern itself stands for them. -#}
{% macro matching_files(var_name, pattern) %}
    {% if not execute %}
        {{ return([pattern]) }}
    {% endif %}
    {% set files = run_query(
        "select filename, size from read_blob(" ~ lit(pattern) ~ ") order by filename"
    ) if run_query("select 1 from glob(" ~ lit(pattern) ~ ") limit 1") | length else [] %}
    {% if not files | length %}
        {% do stop_with(
            "No file matches `" ~ var_name ~ ": " ~ pattern ~ "`. Correct the path; a relative"
            ~ " one starts where dbt was started."
        ) %}
    {% endif %}
    {% for file in files %}
        {% if file[1] == 0 %}
            {% do stop_with(
                "The file " ~ file[0] ~ " (var `" ~ var_name ~ "`) is empty; give a file with"
                ~ " a header and at least one row."
            ) %}
        {% endif %}
    {% endfor %}
    {% for file in files if file[1] < 100000000 %}
        {% do check_file_content(var_name, file[0]) %}
    {% endfor %}
    {{ return(files.columns[0].values() | list) }}
{% endmacro %}
