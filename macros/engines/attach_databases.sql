{#- Attaches the databases of var `attach`, read-only, so that `relation:` can name their tables.
    SQLite and Postgres need an extension of DuckDB that is downloaded once. -#}
{% macro attach_databases() %}
    {% if execute %}
        {% for database in var("attach") or [] %}
            {% set type = database.get("type", "duckdb") %}
            {% if type in ("duckdb", "sqlite") and not run_query(
                "select 1 from glob(" ~ lit(database.path) ~ ")"
            ) | length %}
                {% do stop_with(
                    "Var `attach` names the database " ~ database.path
                    ~ ", which does not exist; correct its path."
                ) %}
            {% endif %}
            {% if type != "duckdb" and not has_extension(type) %}
                {% do log(
                    "Database `" ~ database.alias ~ "` needs DuckDB's extension " ~ type
                    ~ ", which is downloaded now. Where that fails, run `install " ~ type
                    ~ "` in DuckDB on a machine with internet and copy its ~/.duckdb folder,"
                    ~ " or give the tables as Parquet files.",
                    info=true
                ) %}
            {% endif %}
            {% do run_query(
                "attach if not exists " ~ lit(database.path) ~ " as "
                ~ adapter.quote(database.alias)
                ~ " (read_only" ~ (", type " ~ type if type != "duckdb" else "") ~ ")"
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}


{#- Whether DuckDB has the extension of a kind of database already. -#}
{% macro has_extension(type) %}
    {{ return(run_query(
        "select 1 from duckdb_extensions() where installed and extension_name = "
        ~ lit(type ~ "_scanner")
    ) | length > 0) }}
{% endmacro %}
