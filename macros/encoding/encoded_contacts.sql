{#- Contacts as codes: `contact_id` and one `<feature>_code` per feature.

    contacts, arrays: relations or CTEs; the arrays have one row, so the join copies nothing. -#}
{% macro encoded_contacts(contacts, arrays, key="contact_id") %}
    select
        contacts.{{ key }},
        {%- for feature in model_features() %}
        cast(
            {{ feature_code(feature, "contacts", "arrays") }} as smallint
        ) as {{ feature.name }}_code
        {{- "," if not loop.last }}
        {%- endfor %}
    from {{ contacts }} as contacts
    cross join {{ arrays }} as arrays
{% endmacro %}
