{#- One row per contact x term of the declared model, with the codes of its features as in
    `registry.model_terms`: to join with instead of looking up by position.

    codes: a relation or CTE with the columns of `int_scoring_codes`. -#}
{% macro term_cells(codes) %}
    with

    contact_codes as (
        {%- for feature in model_features() %}
        select
            contact_id,
            {{ lit(feature.name) }} as feature,
            {{ feature.name }}_code as code
        from {{ codes }}
        {{- "\n        union all" if not loop.last }}
        {%- endfor %}
    )

    select
        codes_1.contact_id,
        terms.term,
        codes_1.code as code_1,
        codes_2.code as code_2
    from {{ ref("int_terms") }} as terms
    inner join contact_codes as codes_1 on terms.feature_1 = codes_1.feature
    left join contact_codes as codes_2
        on
            terms.feature_2 = codes_2.feature
            and codes_1.contact_id = codes_2.contact_id
{% endmacro %}
