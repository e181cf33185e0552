{#- The type of each column of a relation, by its lower-case name. Empty while dbt only parses
    and in unit tests: then every value is checked, which is never wrong.

    Sources that are tables or Parquet keep their types; a column that is a bigint already needs
    no check that it holds whole numbers. -#}
{% macro column_types(relation) %}
    {% set types = {} %}
    {% if execute and flags.WHICH in ("build", "run", "compile") %}
        {% for column in adapter.get_columns_in_relation(relation) %}
            {% do types.update({column.name | lower: column.dtype | lower}) %}
        {% endfor %}
    {% endif %}
    {{ return(types) }}
{% endmacro %}


{#- The type of `contact_id`, which var `contact_key_type` names. -#}
{% macro key_type() %}
    {{ return(adapter.dispatch("key_type", "customer_segmentation")()) }}
{% endmacro %}

{% macro default__key_type() %}
    {% set types = {"text": "varchar", "uuid": "uuid"} %}
    {{ return(types.get(var("contact_key_type"), "bigint")) }}
{% endmacro %}


{#- True where the type of its column says that every value of a feature can be read. -#}
{% macro is_certain(feature, types) %}
    {% set type = types.get(feature.column | lower) %}
    {{ return(
        (is_number(feature) and type in whole_number_types())
        or (feature.kind == "flag" and type == "boolean")
    ) }}
{% endmacro %}
