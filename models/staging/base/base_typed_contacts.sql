-- One row per row of the sources, typed, with the reason where it cannot be.
-- key: row_position, source_name, source_row
{%- set contact_date = var("contact_date") %}
{%- set is_file_order = (
    contact_date is mapping and contact_date.method == "file_order"
) %}
{%- set outcome_text = raw_text(var("outcome").column) %}
{%- set types = column_types(ref("base_contact_rows")) %}
{%- set labels = outcome_labels(types) %}

with

typed as (
    select
        {{ contact_key(types) | indent(8) }} as contact_id,
        {%- for feature in read_features() %}
        {{ typed_value(feature, types) | indent(8) }} as {{ feature.name }},
        {%- if is_read_as_text(feature) %}
        {{ category_text(feature) }} as {{ feature.name }}_text,
        {%- endif %}
        {%- endfor %}
        case
            when source_role = 'prospects' then null
            when lower({{ outcome_text }}) = {{ lit(labels.positive) }}
                then true
            when lower({{ outcome_text }}) = {{ lit(labels.negative) }}
                then false
        end as is_subscriber,
        {{ rejection_reason(types) | indent(8) }} as reason,
        {%- if is_file_order %}
        {{ month_number(contact_date.month) | indent(8) }} as month_number,
        {{ safe_cast(adapter.quote(contact_date.day), "bigint") }} as day_number,
        {%- endif %}
        {{ date_read(types) }} as read_on,
        source_role,
        source_name,
        source_row,
        row_position,
        raw_line,
        {{ json_of(required_columns() | map(attribute="column") | list) }}
            as raw_values,
        {{ struct_of(carried_columns()) if carried_columns() else "null" }} as carried,
        {{ row_hash() | indent(8) }} as row_hash
    from {{ ref("base_contact_rows") }}
)

{%- if is_file_order %},

-- Only readable rows count: a broken month must not add a year.
months_compared as (
    select
        *,
        case
            when reason is not null then 0
            when month_number < lag(month_number) over (
                partition by reason is null, month_number is null order by row_position
            )
                then 1
            else 0
        end as years_passed,
        case
            when
                reason is null
                and month_number = lag(month_number) over of_role
                and day_number < lag(day_number) over of_role
                then 1.0
            else 0.0
        end as days_fallen
    from typed
    window of_role as (
        partition by source_role, reason is null, month_number is null
        order by row_position
    )
)
{%- endif %}

select
    contact_id,
    {{ contacted_on() | indent(4) }} as contacted_on,
    {%- for feature in read_features() %}
    {{ feature.name }},
    {%- endfor %}
    {%- for feature in derived_features() %}
    {{ derived_value(feature) }} as {{ feature.name }},
    {%- endfor %}
    {%- for feature in read_features() if is_read_as_text(feature) %}
    {{ feature.name }}_text,
    {%- endfor %}
    is_subscriber,
    reason,
    source_role,
    source_name,
    source_row,
    row_position,
    raw_line,
    raw_values,
    carried,
    row_hash
from {{ "months_compared" if is_file_order else "typed" }}
