{#- Contacts as codes: the columns in `carried`, and one `<feature>_code` per feature.

    contacts, arrays: relations or CTEs; the arrays have one row, so the join copies nothing. -#}
{% macro encoded_contacts(contacts, arrays, carried) %}
    select
        {%- for column in carried %}
        contacts.{{ column }},
        {%- endfor %}
        {%- for feature in model_features() %}
        cast(
            {{ feature_code(feature, "contacts", "arrays") }} as smallint
        ) as {{ feature.name }}_code
        {{- "," if not loop.last }}
        {%- endfor %}
    from {{ contacts }} as contacts
    cross join {{ arrays }} as arrays
{% endmacro %}
