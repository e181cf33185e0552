-- One row per term of the active model, over its train rows.
-- key: model_id, term
{%- set terms = declared_terms() %}

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
        {%- for term in terms %}
        avg(abs({{ term_contribution("train_codes", "arrays", term) }}))
            as {{ term | join("__") }}
        {{- "," if not loop.last }}
        {%- endfor %}
    from train_codes
    cross join arrays
    group by arrays.model_id
),

importances as (
    {%- for term in terms %}
    select
        model_id,
        {{ lit(term | join(":")) }} as term,
        {{ lit(term[0]) }} as feature_1,
        {{ lit(term[1]) if term | length == 2 else "cast(null as varchar)" }}
            as feature_2,
        {{ term | join("__") }} as mean_absolute_contribution,
        train_count
    from averages
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
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
