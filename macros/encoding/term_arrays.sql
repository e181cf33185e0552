{#- The contributions of each model, as columns of one row: `<feature>_terms` by code and
    `<feature>__<feature>_terms` by both codes, code_1 first, with `<feature>_size`, the number of
    codes of a feature with code 0, to step through them; and `<features>_sums`, the same
    contributions summed up by group of terms (see `fused_groups`).

    A declared feature or pair that the model does not use has zeros, so that the sum is defined.
    levels, terms: relations or CTEs with the columns of `model_levels` and `model_terms`. -#}
{% macro term_arrays(levels, terms) %}
    with

    sizes as (
        select
            model_id,
            {%- for feature in model_features() %}
            count(*) filter (where feature = {{ lit(feature.name) }}) + 1
                as {{ feature.name }}_size
            {{- "," if not loop.last }}
            {%- endfor %}
        from {{ levels }}
        group by model_id
    ),

    contributions as (
        select
            model_id,
            {%- for feature in model_features() %}
            list(contribution order by code_1)
                filter (where term = {{ lit(feature.name) }})
                as {{ feature.name }}_terms
            {{- "," if not loop.last or model_interactions() | length }}
            {%- endfor %}
            {%- for pair in model_interactions() %}
            list(contribution order by code_1, code_2)
                filter (where term = {{ lit(pair | join(":")) }})
                as {{ pair | join("__") }}_terms
            {{- "," if not loop.last }}
            {%- endfor %}
        from {{ terms }}
        group by model_id
    ),

    resized as (
        select
            sizes.model_id,
            {%- for feature in model_features() %}
            cast(sizes.{{ feature.name }}_size as integer) as {{ feature.name }}_size,
            list_resize(
                coalesce(contributions.{{ feature.name }}_terms, []), sizes.{{ feature.name }}_size, 0.0
            ) as {{ feature.name }}_terms
            {{- "," if not loop.last or model_interactions() | length }}
            {%- endfor %}
            {%- for pair in model_interactions() %}
            list_resize(
                coalesce(contributions.{{ pair | join("__") }}_terms, []),
                sizes.{{ pair[0] }}_size * sizes.{{ pair[1] }}_size,
                0.0
            ) as {{ pair | join("__") }}_terms
            {{- "," if not loop.last }}
            {%- endfor %}
        from sizes
        inner join contributions on sizes.model_id = contributions.model_id
    )

    select
        resized.*
        {%- for group in fused_groups() if group.terms | length > 1 %},
        {{ fused_sums(group, "resized") | indent(8) }} as {{ fused_array(group) }}
        {%- endfor %}
    from resized
{% endmacro %}
