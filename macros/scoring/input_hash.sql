{#- A hash of all that a row of `predictions` takes from its contact: where it differs, the
    contact is scored again. It never leaves the database, so it may be the engine's own.

    contacts: the alias of the typed contacts. -#}
{% macro input_hash(contacts) -%}
    hash(
        {{ contacts }}.split,
        {{ contacts }}.is_subscriber
        {%- for feature in model_features() %},
        {{ contacts }}.{{ feature.name }}
        {%- endfor %}
    )
{%- endmacro %}
