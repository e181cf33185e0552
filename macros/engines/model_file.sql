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
    '{path: model.parquet}'`. It scores once var `model` names it. A file that is no whole
    model is refused. -#}
{% macro import_model(path) %}
    {% do ask_package("check_model_file", path=path) %}
    {% set scan = "read_" ~ model_file_format(path) ~ "(" ~ lit(path) ~ ")" %}
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
