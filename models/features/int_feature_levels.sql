-- One row per feature x code.
-- key: feature, code
{{ config(materialized="table") }}

with

train_contacts as (
    select
        {%- for feature in model_features() %}
        contacts.{{ feature.name }},
        {%- endfor %}
        contacts.is_subscriber
    from {{ ref("stg_contacts") }} as contacts
    inner join {{ ref("int_contact_splits") }} as splits
        on contacts.contact_id = splits.contact_id
    where splits.split = 'train'
),

{%- for feature in model_features() %}
{{ (fit_number_bins(feature) if is_number(feature) else fit_category_levels(feature)) }},
{% endfor %}

feature_levels as (
    {%- for feature in model_features() %}
    select * from {{ feature.name }}_levels
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select * from feature_levels
