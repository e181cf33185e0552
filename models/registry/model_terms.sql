-- One row per model x term x code, or pair of codes.
-- key: model_id, term, code_1, code_2

with

readable_models as (
    select
        model_id,
        content
    from {{ ref("int_readable_models") }}
),

terms as (
    select
        model_id,
        {{ document_rows("terms") }} as term
    from readable_models
),

-- The units of a term are in the order of code_1, then code_2; both start at 0.
cells as (
    select
        model_id,
        term,
        {{ unnested("term.units") }} as unit_count,
        {{ unnested(series(0, item_count("term.units") ~ " - 1")) }} as position
    from terms
),

renamed as (
    select
        model_id,
        term.term,
        term.feature_1,
        cast((position - position % term.size_2) / term.size_2 as smallint) as code_1,
        term.feature_2,
        case
            when term.feature_2 is not null
                then cast(position % term.size_2 as smallint)
        end as code_2,
        unit_count * {{ contribution_unit() }} as contribution
    from cells
)

select * from renamed
