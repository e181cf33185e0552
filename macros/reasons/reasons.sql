{#- Every term of the declared model: [feature] for main effects, then the pairs. -#}
{% macro model_terms_list() %}
    {% set terms = [] %}
    {% for feature in model_features() %}
        {% do terms.append([feature.name]) %}
    {% endfor %}
    {{ return(terms + model_interactions()) }}
{% endmacro %}


{#- A whole number that ranks the terms of a contact by the size of their contributions, and
    those of the same size by their order in the model. Exact, as contributions are multiples
    of 2^-40; and numbers are ranked faster than structs.

    number: place of the term among `count` terms; `reason_number` gives it back. -#}
{% macro reason_rank_key(contribution, number, count) -%}
    cast(abs({{ contribution }}) * 1099511627776 as bigint) * {{ count }} + {{ count - number }}
{%- endmacro %}


{#- The place of a term among `count`, from its rank key. -#}
{% macro reason_number(rank_key, count) -%}
    {{ count }} - {{ rank_key }} % {{ count }}
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
{%- set names = model_features() | map(attribute="name") | list %}
arrays as (
    select * from {{ ref("int_active_model_arrays") }}
),

-- Every term's contribution and every feature's code, and the largest terms in size.
ranked as (
    select
        codes.{{ key }},
        arrays.model_id,
        [
            {%- for feature in model_features() %}
            codes.{{ feature.name }}_code{{ "," if not loop.last }}
            {%- endfor %}
        ] as feature_codes,
        [
            {%- for term in terms %}
            {{ term_contribution("codes", "arrays", term) }}{{ "," if not loop.last }}
            {%- endfor %}
        ] as contributions,
        -- The largest so many, in falling order, without sorting the others.
        list_aggregate([
            {%- for term in terms %}
            {{ reason_rank_key(
                term_contribution("codes", "arrays", term), loop.index, terms | length
            ) }}
            {{- "," if not loop.last }}
            {%- endfor %}
        ], 'max', {{ count }}) as rank_keys
    from codes
    cross join arrays
),

unnested as (
    select
        {{ key }},
        model_id,
        feature_codes,
        contributions,
        unnest(generate_series(1, len(rank_keys))) as reason_rank,
        {{ reason_number("unnest(rank_keys)", terms | length) }} as term_number
    from ranked
),

named_terms as (
    select
        term_number,
        term,
        feature_1,
        feature_2,
        feature_number_1,
        feature_number_2
    from (
        values
        {%- for term in terms %}
        (
            {{ loop.index }},
            {{ lit(term | join(":")) }},
            {{ lit(term[0]) }},
            {{ lit(term[1]) if term | length == 2 else "null" }},
            {{ names.index(term[0]) + 1 }},
            {{ names.index(term[1]) + 1 if term | length == 2 else "null" }}
        ){{ "," if not loop.last }}
        {%- endfor %}
    ) as named_terms (
        term_number, term, feature_1, feature_2, feature_number_1, feature_number_2
    )
),

named as (
    select
        unnested.{{ key }},
        unnested.model_id,
        unnested.reason_rank,
        unnested.contributions[unnested.term_number] as contribution,
        named_terms.term,
        named_terms.feature_1,
        named_terms.feature_2,
        unnested.feature_codes[named_terms.feature_number_1] as code_1,
        unnested.feature_codes[named_terms.feature_number_2] as code_2
    from unnested
    inner join named_terms on unnested.term_number = named_terms.term_number
),

phrases as (
    select * from {{ ref("int_code_phrases") }}
),

explained as (
    select
        named.{{ key }},
        named.model_id,
        cast(named.reason_rank as smallint) as reason_rank,
        named.term as feature,
        phrases_1.phrase
        || coalesce(' and ' || phrases_2.phrase, '')
        || ': ' || format('{:+.2f}', named.contribution) as reason,
        named.contribution,
        cast(named.code_1 as smallint) as code_1,
        cast(named.code_2 as smallint) as code_2
    from named
    inner join phrases as phrases_1
        on
            named.model_id = phrases_1.model_id
            and named.feature_1 = phrases_1.feature
            and named.code_1 = phrases_1.code
    left join phrases as phrases_2
        on
            named.model_id = phrases_2.model_id
            and named.feature_2 = phrases_2.feature
            and named.code_2 = phrases_2.code
)
{% endmacro %}
