-- One row per term that a model may have, main effects before pairs.
-- key: term

with

features as (
    select
        feature,
        feature_rank
    from {{ ref("int_features") }}
),

terms as (
    select
        declared.term_rank,
        declared.feature_1,
        declared.feature_2
    from (
        values
        {%- for term in declared_terms() %}
        (
            {{ loop.index }},
            {{ lit(term[0]) }},
            {{ lit(term[1]) if term[1] else "null" }}
        ){{ "," if not loop.last }}
        {%- endfor %}
    ) as declared (term_rank, feature_1, feature_2)
),

ranked as (
    select
        terms.term_rank,
        terms.feature_1 || coalesce(':' || terms.feature_2, '') as term,
        terms.feature_1,
        terms.feature_2,
        features_1.feature_rank as feature_rank_1,
        features_2.feature_rank as feature_rank_2
    from terms
    inner join features as features_1 on terms.feature_1 = features_1.feature
    left join features as features_2 on terms.feature_2 = features_2.feature
)

select * from ranked
