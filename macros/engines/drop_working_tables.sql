{#- Drops the working tables that incremental Python models leave behind. -#}
{% macro drop_working_tables() %}
    {% set store = ref("fitted_models") %}
    {% if execute and flags.WHICH in ("build", "run") %}
        {% set leftovers = run_query(
            "select table_schema, table_name from information_schema.tables"
            ~ " where table_catalog = current_database()"
            ~ " and table_schema = " ~ lit(store.schema)
            ~ " and contains(table_name, '__dbt_tmp')"
        ) %}
        {% for leftover in leftovers %}
            {% do run_query(
                "drop table if exists "
                ~ adapter.quote(leftover[0]) ~ "." ~ adapter.quote(leftover[1])
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
