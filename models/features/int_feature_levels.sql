-- One row per feature x code.
-- key: feature, code
{{ config(materialized="table") }}

with

train_contacts as (
    select
        {%- for feature in model_features() %}
        {{ feature.name }},
        {%- endfor %}
        is_subscriber
    from {{ ref("int_training_contacts") }}
    where split = 'train'
),

{%- for feature in model_features() %}
{{ fit_number_bins(feature) if is_number(feature) else fit_category_levels(feature) }},
{% endfor %}

feature_levels as (
    {%- for feature in model_features() %}
    select * from {{ feature.name }}_levels
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select * from feature_levels
