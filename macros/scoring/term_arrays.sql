{#- The contributions of each model, as columns of one row: `<feature>_terms` by code and
    `<feature>__<feature>_terms` by both codes, code_1 first, with `<feature>_size`, the number of
    codes of a feature with code 0, to step through them; and `<feature>__<feature>_sums`, the same
    contributions summed up by group of terms (see `fused_groups`).

    A declared feature or pair that the model does not use has zeros, so that the sum is defined.
    levels, terms: relations or CTEs with the columns of `model_levels` and `model_terms`. -#}
{% macro term_arrays(levels, terms) %}
    with

    sizes as (
        select
            model_id,
            {%- for feature in model_features() %}
            cast(count(*) filter (where feature = {{ lit(feature.name) }}) + 1 as integer)
                as {{ feature.name }}_size{{ "," if not loop.last }}
            {%- endfor %}
        from {{ levels }}
        group by model_id
    ),

    contributions as (
        select
            model_id,
            {%- for term in declared_terms() %}
            {{ collected("contribution", "code_1, code_2", "term = " ~ lit(term | join(":"))) }}
                as {{ term | join("__") }}_terms{{ "," if not loop.last }}
            {%- endfor %}
        from {{ terms }}
        group by model_id
    ),

    complete as (
        select
            sizes.*,
            {%- for term in declared_terms() %}
            {{ padded(
                "contributions." ~ term | join("__") ~ "_terms",
                "sizes." ~ term | join("_size * sizes.") ~ "_size",
                "0.0"
            ) }} as {{ term | join("__") }}_terms{{ "," if not loop.last }}
            {%- endfor %}
        from sizes
        inner join contributions on sizes.model_id = contributions.model_id
    )

    select
        complete.*
        {%- for group in fused_groups() if group.terms | length > 1 %},
        {{ fused_sums(group) | indent(8) }} as {{ fused_array(group) }}
        {%- endfor %}
    from complete
{% endmacro %}


{#- Terms are looked up in groups: a pair takes the main effects of its features along, once, and
    one array over both codes holds their sums. That takes fewer look-ups, and gives the same
    log-odds to the last bit, because contributions are multiples of 2^-40.

    returns: a list of {features: [name], terms: [[name] or [name, name]]} -#}
{% macro fused_groups() %}
    {% set groups, taken = [], [] %}
    {% for features in model_interactions() + declared_terms()[:model_features() | length] %}
        {% set terms = [features] if features | length == 2 else [] %}
        {% for name in features if name not in taken %}
            {% do terms.append([name]) %}
            {% do taken.append(name) %}
        {% endfor %}
        {% do groups.append({"features": features, "terms": terms}) if terms %}
    {% endfor %}
    {{ return(groups) }}
{% endmacro %}


{#- The name of the array of a group: that of its only term, or one of its own. -#}
{% macro fused_array(group) -%}
    {{ group.features | join("__") }}_{{ "sums" if group.terms | length > 1 else "terms" }}
{%- endmacro %}


{#- The sums of the terms of a pair and of main effects of its features, cell by cell: the codes of
    cell 0, 1, ... are those of the first feature, then of the second. -#}
{% macro fused_sums(group) -%}
    {%- set size_1, size_2 = group.features[0] ~ "_size", group.features[1] ~ "_size" -%}
    {%- set code_2 = "cell % " ~ size_2 -%}
    {%- set codes = {
        group.features[0]: "cast((cell - " ~ code_2 ~ ") / " ~ size_2 ~ " as bigint)",
        group.features[1]: code_2,
    } -%}
    {%- set contributions = [] -%}
    {%- for term in group.terms -%}
        {%- set position = codes[term[0]] if term | length == 1 else "cell" -%}
        {%- do contributions.append(element(term | join("__") ~ "_terms", position ~ " + 1")) -%}
    {%- endfor -%}
    {{ mapped(
        series(0, size_1 ~ " * " ~ size_2 ~ " - 1"), "cell", contributions | join(" + ")
    ) }}
{%- endmacro %}
