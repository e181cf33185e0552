{#- One row per contact x term of the declared model: `cell` holds the term and its codes, as in
    `registry.model_terms`, to join with instead of looking up by position.

    codes: a relation or CTE with the columns of `int_scoring_codes`. -#}
{% macro term_cells(codes) %}
    select
        contact_id,
        unnest([
            {%- for term in declared_terms() %}
            {
                'term': {{ lit(term | join(":")) }},
                'code_1': {{ term[0] }}_code,
                'code_2': {{ term[1] ~ "_code" if term | length == 2
                    else "cast(null as smallint)" }}
            }{{ "," if not loop.last }}
            {%- endfor %}
        ]) as cell
    from {{ codes }}
{% endmacro %}
