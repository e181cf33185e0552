{#- A hook: stops before a build writes into a database that holds tables, none of them of this
    project, unless it reads one of them or is a package of theirs. -#}
{% macro keep_other_projects() %}
    {% if execute and is_root_project() and not reads_this_database() %}
        {% set own = [] %}
        {% for node in graph.nodes.values() if node.resource_type in ("model", "seed") %}
            {% do own.append(lit(node.schema ~ "." ~ node.alias)) %}
        {% endfor %}
        {% set found = run_query(
            "select count(*) filter (name in (" ~ own | join(", ") ~ ")), min(name), count(*)"
            ~ " from (select table_schema || '.' || table_name as name"
            ~ " from information_schema.tables where table_catalog = current_database())"
        )[0] %}
        {% if found[2] and not found[0] %}
            {% do stop_with(
                "The database " ~ target.path ~ " holds " ~ found[2] ~ " tables of something"
                ~ " else, such as " ~ found[1] ~ ", and none of this project; set"
                ~ " DUCKDB_PATH to a file of its own, or let var `contacts` read one of"
                ~ " them: relation:<schema>.<table>."
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}


{#- Whether any var names a table of this database, or a model of the project around this one. -#}
{% macro reads_this_database() %}
    {% set transactions = as_mapping(as_mapping(var("segmentation")).transactions) %}
    {% for location in (var("contacts"), var("prospects"), transactions.location) %}
        {% if (location | string).startswith(("relation:", "ref:")) %}
            {{ return(true) }}
        {% endif %}
    {% endfor %}
    {{ return(false) }}
{% endmacro %}
