-- One row per split x period x feature x code.
-- key: split, period, feature, code
{%- set columns = ["split", "period", "is_subscriber"] %}
{%- for feature in model_features() %}
{%- do columns.append(feature.name) %}
{%- endfor %}

with

contacts as (
    select
        contacts.*,
        {{ watched_period("contacts" if has_dates() else "predictions") | indent(8) }}
            as period
    from {{ ref("int_contact_splits") }} as contacts
    {%- if not has_dates() %}
    inner join {{ ref("predictions") }} as predictions
        on contacts.contact_id = predictions.contact_id
    {%- endif %}
),

codes as (
    {{- encoded_contacts(
        "contacts",
        ref("int_active_model_arrays"),
        carried=columns,
        known=known_codes(ref("int_active_model_arrays"))
    ) | indent(4) }}
),

counted as (
    {%- for feature in model_features() %}
    select
        split,
        period,
        {{ lit(feature.name) }} as feature,
        {{ feature.name }}_code as code,
        count(*) as contact_count,
        count(*) filter (where is_subscriber) as subscriber_count,
        count(*) filter (where {{ feature.name }} is null) as missing_count
    from codes
    group by split, period, {{ feature.name }}_code
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select
    cast(split as string) as split,
    period,
    feature,
    cast(code as smallint) as code,
    contact_count,
    subscriber_count,
    missing_count
from counted
