{#- Writes one saved model to a file: `dbt run-operation export_model --args '{model_id: ...,
    path: model.parquet}'`; a path that ends in .json gives JSON, any other Parquet.

    model_id: `active` for the model that scores. -#}
{% macro export_model(path, model_id="active") %}
    {% do check_store_exists() %}
    {% if model_id == "active" %}
        {% set model_id = run_query("select model_id from " ~ ref("active_model"))[0][0] %}
    {% endif %}
    {% set model_id = model_id | string %}
    {% if model_id not in stored_model_ids() %}
        {% do stop_with(
            "Model `" ~ model_id ~ "` is not saved here; model_id must be active or one of "
            ~ stored_model_ids() | join(", ") ~ "."
        ) %}
    {% endif %}
    {% do run_query(
        "copy (select " ~ model_file_columns() | join(", ")
        ~ " from " ~ ref("fitted_models") ~ " where model_id = " ~ lit(model_id) ~ ") to "
        ~ lit(path) ~ " (format " ~ model_file_format(path) ~ ")"
    ) %}
    {% do log("Model " ~ model_id ~ " is in " ~ path ~ ".", info=true) %}
{% endmacro %}


{#- Adds a model from such a file to the saved ones: `dbt run-operation import_model --args
    '{path: model.parquet}'`. It scores once var `model` names it. A file that is no model, or
    not the model its id says, is refused. -#}
{% macro import_model(path) %}
    {% if not run_query("select 1 from glob(" ~ lit(path) ~ ")") | length %}
        {% do stop_with("There is no file " ~ path ~ "; give one that export_model wrote.") %}
    {% endif %}
    {% set scan = "read_" ~ model_file_format(path) ~ "(" ~ lit(path) ~ ")" %}
    {% do check_is_readable(path) %}
    {% do check_model_file(path, scan) %}
    {% set model = (
        "select " ~ model_file_columns() | join(", ")
        ~ ", cast(null as timestamp) as requested_at from " ~ scan
    ) | replace("trained_at", "cast(trained_at as timestamp) as trained_at") %}
    {# The database may be one in which nothing was trained yet. #}
    {% set store = ref("fitted_models") %}
    {% do adapter.create_schema(store) %}
    {% do run_query(
        "create table if not exists " ~ store ~ " as (" ~ model ~ " limit 0)"
    ) %}
    {% do run_query(
        "insert into " ~ store ~ " by name " ~ model
        ~ " where model_id not in (select model_id from " ~ store ~ ")"
    ) %}
    {% set model_id = run_query("select model_id from " ~ scan)[0][0] %}
    {% do log(
        "Model " ~ model_id ~ " is saved; score with it by --vars '{model: " ~ model_id ~ "}'.",
        info=true
    ) %}
{% endmacro %}


{#- Stops where a file is not of the format that its name says. -#}
{% macro check_is_readable(path) %}
    {% set is_json = model_file_format(path) == "json" %}
    {% set is_readable = run_query(
        "select try(json_valid(content)) from read_text(" ~ lit(path) ~ ")"
        if is_json else
        "select content[1:4] = 'PAR1'::blob and content[-4:] = 'PAR1'::blob from read_blob("
        ~ lit(path) ~ ")"
    )[0][0] %}
    {% if not is_readable %}
        {% do stop_with(
            path ~ " is not a " ~ ("JSON" if is_json else "Parquet")
            ~ " file; give one that export_model wrote, ending in .json or .parquet."
        ) %}
    {% endif %}
{% endmacro %}


{#- Stops where a file is not one model, whole and unchanged. -#}
{% macro check_model_file(path, scan) %}
    {% set refused = path ~ " is no model that export_model wrote: " %}
    {% set columns = run_query(
        "select column_name from (describe select * from " ~ scan ~ ")"
    ).columns[0].values() | list %}
    {% for column in model_file_columns() if column not in columns %}
        {% do stop_with(refused ~ "it has no column `" ~ column ~ "`.") %}
    {% endfor %}
    {% set rows = run_query(
        "select model_id, algorithm, substr(md5(cast(content as varchar)), 1, 12),"
        ~ " json_extract_string(case when json_valid(cast(content as varchar))"
        ~ " then cast(content as varchar) else '{}' end, '$.format') from " ~ scan
    ) %}
    {% if rows | length != 1 %}
        {% do stop_with(refused ~ "it has " ~ rows | length ~ " rows instead of one.") %}
    {% endif %}
    {% if rows[0][3] != "customer_segmentation/model/1" %}
        {% do stop_with(
            refused ~ "its format is `" ~ rows[0][3]
            ~ "` and this version reads customer_segmentation/model/1."
        ) %}
    {% endif %}
    {% if rows[0][0] | string != rows[0][2] %}
        {% do stop_with(
            path ~ " says it is model " ~ rows[0][0] ~ ", but its content is that of "
            ~ rows[0][2] ~ ": it was changed after it was written. Export the model again."
        ) %}
    {% endif %}
{% endmacro %}


{#- The columns of a file of a model; those of the store beside them are its own. -#}
{% macro model_file_columns() %}
    {{ return(["model_id", "fingerprint", "algorithm", "trained_at", "content"]) }}
{% endmacro %}


{#- The format of a file of a model, by its name. -#}
{% macro model_file_format(path) %}
    {{ return("json" if path.endswith(".json") else "parquet") }}
{% endmacro %}


{#- The ids of the saved models, the newest first. -#}
{% macro stored_model_ids() %}
    {{ return(run_query(
        "select model_id from " ~ ref("fitted_models") ~ " order by trained_at desc, model_id"
    ).columns[0].values() | list) }}
{% endmacro %}


{#- Stops where the database has no saved model. -#}
{% macro check_store_exists() %}
    {% if not load_relation(ref("fitted_models")) %}
        {% do stop_with(
            "This database has no saved model yet; train one with `dbt build` first."
        ) %}
    {% endif %}
{% endmacro %}
