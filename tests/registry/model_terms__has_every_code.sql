-- Every feature of a model has a term, and a term has one contribution for every code,
-- or pair of codes, of its features, code 0 included: a look-up never leaves its array.

with

sizes as (
    select
        model_id,
        feature,
        count(*) + 1 as size
    from {{ ref("model_levels") }}
    group by model_id, feature
),

terms as (
    select
        model_id,
        term,
        feature_1,
        feature_2,
        count(*) as cell_count,
        count(distinct concat_ws(':', code_1, code_2)) as distinct_count,
        max(code_1) as highest_code_1,
        max(code_2) as highest_code_2
    from {{ ref("model_terms") }}
    group by model_id, term, feature_1, feature_2
),

compared as (
    select
        coalesce(terms.model_id, first_sizes.model_id) as model_id,
        coalesce(terms.term, first_sizes.feature) as term,
        terms.cell_count,
        terms.distinct_count,
        terms.highest_code_1,
        terms.highest_code_2,
        coalesce(first_sizes.size, 1) as size_1,
        case when terms.feature_2 is not null then coalesce(second_sizes.size, 1) end
            as size_2
    from terms
    full join sizes as first_sizes
        on
            terms.model_id = first_sizes.model_id
            and terms.feature_1 = first_sizes.feature
    left join sizes as second_sizes
        on
            terms.model_id = second_sizes.model_id
            and terms.feature_2 = second_sizes.feature
)

select *
from compared
where
    cell_count is distinct from size_1 * coalesce(size_2, 1)
    or distinct_count <> cell_count
    or highest_code_1 <> size_1 - 1
    or highest_code_2 <> size_2 - 1
