{#- Every term of the declared model: [feature] for main effects, then the pairs. -#}
{% macro model_terms_list() %}
    {% set terms = [] %}
    {% for feature in model_features() %}
        {% do terms.append([feature.name]) %}
    {% endfor %}
    {{ return(terms + model_interactions()) }}
{% endmacro %}


{#- One term of one contact as a struct that sorts by the size of its contribution; terms of the
    same size sort in the order of the model. -#}
{% macro reason_struct(term, number, codes, arrays) -%}
    {
        'size': abs({{ term_contribution(codes, arrays, term) }}),
        'negative_number': -{{ number }},
        'contribution': {{ term_contribution(codes, arrays, term) }},
        'code_1': {{ codes }}.{{ term[0] }}_code,
        'code_2': {{ codes ~ "." ~ term[1] ~ "_code" if term | length == 2
            else "cast(null as smallint)" }}
    }
{%- endmacro %}


{#- A feature and one of its codes in plain words, over the columns of `model_levels`.

    feature: one entry of `model_features()`. Whole numbers name both ends of their bin; open
    bins have one end. -#}
{% macro code_phrase(feature) -%}
    {%- set name = feature.name | replace("_", " ") -%}
    case
        when code = 0 then {{ lit(name ~ " not known") }}
        when level is not null then
            {%- if feature.kind == "flag" %}
            {{ lit(name) }} || case level when 'true' then ': yes' else ': no' end
            {%- else %}
            {{ lit(name ~ " ") }} || level
            {%- endif %}
        {%- if feature.kind == "integer" %}
        when lower_bound is null and upper_bound is null then {{ lit(name ~ " known") }}
        when lower_bound is null
            then {{ lit(name ~ " up to ") }} || cast(upper_bound - 1 as bigint)
        when upper_bound is null
            then {{ lit(name ~ " from ") }} || cast(lower_bound as bigint)
        when upper_bound - lower_bound <= 1
            then {{ lit(name ~ " ") }} || cast(lower_bound as bigint)
        else
            {{ lit(name ~ " ") }} || cast(lower_bound as bigint)
            || ' to ' || cast(upper_bound - 1 as bigint)
        {%- elif feature.kind == "number" %}
        when lower_bound is null and upper_bound is null then {{ lit(name ~ " known") }}
        when lower_bound is null then {{ lit(name ~ " below ") }} || upper_bound
        when upper_bound is null then {{ lit(name ~ " from ") }} || lower_bound
        else {{ lit(name ~ " from ") }} || lower_bound || ' to below ' || upper_bound
        {%- endif %}
    end
{%- endmacro %}


{#- The CTE `explained` and those it needs: one row per row of the CTE `codes` and rank, with the
    terms that moved its log-odds the most, in words.

    key: the key of `codes`; count: how many terms. Needs the CTE `codes` before it. -#}
{% macro explained_reasons(key, count) %}
{%- set terms = model_terms_list() %}
arrays as (
    select * from {{ ref("int_active_model_arrays") }}
),

-- Every term's contribution with the place of its phrase, the largest in size first.
ranked as (
    select
        codes.{{ key }},
        arrays.model_id,
        list_slice(
            list_reverse_sort([
                {%- for term in terms %}
                {{ reason_struct(term, loop.index, "codes", "arrays") | indent(16) }}
                {{- "," if not loop.last }}
                {%- endfor %}
            ]),
            1,
            {{ count }}
        ) as reasons
    from codes
    cross join arrays
),

unnested as (
    select
        {{ key }},
        model_id,
        unnest(generate_series(1, len(reasons))) as reason_rank,
        unnest(reasons) as reason
    from ranked
),

named_terms as (
    select
        term_number,
        term,
        feature_1,
        feature_2
    from (
        values
        {%- for term in terms %}
        (
            {{ loop.index }},
            {{ lit(term | join(":")) }},
            {{ lit(term[0]) }},
            {{ lit(term[1]) if term | length == 2 else "null" }}
        ){{ "," if not loop.last }}
        {%- endfor %}
    ) as named_terms (term_number, term, feature_1, feature_2)
),

phrases as (
    select * from {{ ref("int_code_phrases") }}
),

explained as (
    select
        unnested.{{ key }},
        unnested.model_id,
        cast(unnested.reason_rank as smallint) as reason_rank,
        named_terms.term as feature,
        phrases_1.phrase
        || coalesce(' and ' || phrases_2.phrase, '')
        || ': ' || format('{:+.2f}', unnested.reason.contribution) as reason,
        unnested.reason.contribution as contribution,
        unnested.reason.code_1 as code_1,
        unnested.reason.code_2 as code_2
    from unnested
    inner join named_terms on -unnested.reason.negative_number = named_terms.term_number
    inner join phrases as phrases_1
        on
            unnested.model_id = phrases_1.model_id
            and named_terms.feature_1 = phrases_1.feature
            and unnested.reason.code_1 = phrases_1.code
    left join phrases as phrases_2
        on
            unnested.model_id = phrases_2.model_id
            and named_terms.feature_2 = phrases_2.feature
            and unnested.reason.code_2 = phrases_2.code
)
{% endmacro %}
