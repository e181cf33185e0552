-- One row per term of the active model, over its train rows.
-- key: model_id, term

with

train_codes as (
    select *
    from {{ ref("int_scoring_codes") }}
    where split = 'train'
),

arrays as (
    select * from {{ ref("int_active_model_arrays") }}
),

averages as (
    select
        arrays.model_id,
        count(*) as train_count,
        {%- for term in declared_terms() %}
        avg(abs({{ term_contribution("train_codes", "arrays", term) }}))
            as size_{{ loop.index }}{{ "," if not loop.last }}
        {%- endfor %}
    from train_codes
    cross join arrays
    group by arrays.model_id
),

importances as (
    select
        averages.model_id,
        terms.term,
        terms.feature_1,
        terms.feature_2,
        case terms.term_rank
            {%- for term in declared_terms() %}
            when {{ loop.index }} then averages.size_{{ loop.index }}
            {%- endfor %}
        end as mean_absolute_contribution,
        averages.train_count
    from averages
    cross join {{ ref("int_terms") }} as terms
),

ranked as (
    select
        *,
        row_number() over (
            partition by model_id order by mean_absolute_contribution desc, term
        ) as importance_rank
    from importances
)

select * from ranked
