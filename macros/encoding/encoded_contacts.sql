{#- Contacts as codes: the columns in `carried`, and one `<feature>_code` per feature.

    contacts, arrays: relations or CTEs; the arrays have one row, so the join copies nothing.
    known: what `known_codes` returns. Codes that it gives are not cast to the one type of all
    others, because DuckDB would evaluate the cast once per row. -#}
{% macro encoded_contacts(contacts, arrays, carried, known={}) %}
    select
        {%- for column in carried %}
        contacts.{{ column }},
        {%- endfor %}
        {%- for feature in model_features() %}
        {%- set code = feature_code(feature, "contacts", "arrays", known) | indent(8) %}
        {{ code if feature.name in known else "cast(" ~ code ~ " as smallint)" }}
            as {{ feature.name }}_code
        {{- "," if not loop.last }}
        {%- endfor %}
    from {{ contacts }} as contacts
    cross join {{ arrays }} as arrays
{% endmacro %}
