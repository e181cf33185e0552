{#- A whole number that ranks the terms of a contact by the size of their contributions, and
    those of the same size by their order in the model. Exact, as contributions are multiples
    of 2^-40; and numbers are ranked faster than structs.

    number: place of the term among `count` terms; `reason_number` gives it back. -#}
{% macro reason_rank_key(contribution, number, count) -%}
    cast(abs({{ contribution }}) * {{ units_per_log_odds() }} as bigint) * {{ count }} + {{ count - number }}
{%- endmacro %}


{#- The place of a term among `count`, from its rank key. -#}
{% macro reason_number(rank_key, count) -%}
    {{ count }} - {{ rank_key }} % {{ count }}
{%- endmacro %}


{#- The CTE `explained` and those it needs: one row per row of the CTE `codes` and rank, with the
    terms that moved its log-odds the most, in words.

    key: the key of `codes`; count: how many terms. Needs the CTE `codes` before it.
    in_favour: only terms that speak for a subscription and whose features are known; their
    `phrase` is a column then. is_stored: see `largest`. -#}
{% macro explained_reasons(key, count, in_favour=false, is_stored=false) %}
{%- set contributions, rank_keys, codes = [], [], [] %}
{%- for term in declared_terms() %}
{%- set contribution = term_contribution("codes", "arrays", term) %}
{%- set rank_key = reason_rank_key(contribution, loop.index, declared_terms() | length) %}
{%- if in_favour %}
{%- set rank_key -%}
case
            when {{ contribution }} > 0
            {%- for feature in term %} and codes.{{ feature }}_code > 0{% endfor %}
                then {{ rank_key }}
        end
{%- endset %}
{%- endif %}
{%- do contributions.append(contribution) %}
{%- do rank_keys.append(rank_key) %}
{%- endfor %}
{%- for feature in model_features() %}
{%- do codes.append("codes." ~ feature.name ~ "_code") %}
{%- endfor %}
arrays as (
    select * from {{ ref("int_active_model_arrays") }}
),

-- Every term's contribution and every feature's code, and the largest terms in size.
ranked as (
    select
        codes.{{ key }},
        arrays.model_id,
        {{ array_of(codes) }} as feature_codes,
        {{ array_of(contributions) }} as contributions,
        {{ largest(array_of(rank_keys), count, is_stored) }} as rank_keys
    from codes
    cross join arrays
),

unnested as (
    select
        {{ key }},
        model_id,
        feature_codes,
        contributions,
        {{ unnested(series(1, item_count("rank_keys"))) }} as reason_rank,
        {{ unnested("rank_keys") }} as rank_key
    from ranked
),

terms as (
    select * from {{ ref("int_terms") }}
),

named as (
    select
        unnested.{{ key }},
        unnested.model_id,
        unnested.reason_rank,
        {{ element("unnested.contributions", "terms.term_rank") }} as contribution,
        terms.term,
        terms.feature_1,
        terms.feature_2,
        {{ element("unnested.feature_codes", "terms.feature_rank_1") }} as code_1,
        {{ element("unnested.feature_codes", "terms.feature_rank_2") }} as code_2
    from unnested
    inner join terms
        on terms.term_rank = {{ reason_number("unnested.rank_key", declared_terms() | length) }}
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
        {%- if in_favour %}
        phrases_1.phrase || coalesce(' and ' || phrases_2.phrase, '') as phrase,
        {%- endif %}
        phrases_1.phrase
        || coalesce(' and ' || phrases_2.phrase, '')
        || ': ' || {{ fixed_text("named.contribution", 2, "+") }} as reason,
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
