{#- The date of a contact, by the method of var `contact_date`; an expression over the typed
    rows of `base_typed_contacts`.

    `file_order`: rows are in date order and carry a day and a month, but no year. A year has
    passed each time the month is smaller than in the row before, so the year is the first
    one plus the number of such falls so far (gaps and islands). Rows of which the day falls
    within a month, more than now and then, are in another order: their dates are not known. -#}
{% macro contacted_on() -%}
    {%- set contact_date = var("contact_date") -%}
    {%- if contact_date is not mapping -%}
    cast(null as date)
    {%- elif contact_date.method == "column" -%}
    read_on
    {%- else -%}
    {%- set year -%}
    {{ contact_date.first_year }} + sum(years_passed) over (
        order by row_position rows unbounded preceding
    )
    {%- endset -%}
    case
        when avg(days_fallen) over (partition by source_role) < 0.01
            then {{ safe_cast(
                "(" ~ year ~ ") || '-' || month_number || '-' || day_number", "date"
            ) }}
    end
    {%- endif -%}
{%- endmacro %}


{#- The date that a raw row gives by itself, by method `column`; else null. Texts are of the
    format that is declared, else of ISO 8601.

    types: what `column_types` returns. -#}
{% macro date_read(types={}) -%}
    {%- set contact_date = as_mapping(var("contact_date")) -%}
    {%- set type = types.get(contact_date.column | string | lower, "") -%}
    {%- if contact_date.method != "column" -%}
    cast(null as date)
    {%- elif contact_date.format and "date" not in type and "time" not in type -%}
    {{ parsed_date(raw_text(contact_date.column), contact_date.format) }}
    {%- else -%}
    {{ safe_cast(adapter.quote(contact_date.column), "date") }}
    {%- endif -%}
{%- endmacro %}


{#- Why the date of a raw row cannot be read, as branches of a `case`; none where no column holds
    it. A chronological split has no place for a contact without a date. -#}
{% macro unreadable_date(types={}) -%}
    {%- set contact_date = as_mapping(var("contact_date")) -%}
    {%- if contact_date.method == "column" -%}
        {%- set column = contact_date.column -%}
        when {{ date_read(types) }} is null and not {{ is_missing(column) }}
            then {{ lit(column ~ ": `") }} || {{ raw_text(column) }} || {{ lit(
                "` is not a date" ~ (
                    " of the format " ~ contact_date.format if contact_date.format else
                    " such as 2026-01-31; var `contact_date.format` says which format it is"
                )
            ) }}
        {%- if var("split").method == "chronological" %}
        when {{ date_read(types) }} is null and source_role = 'contacts'
            then {{ lit(column ~ ": there is no date, which a chronological split needs") }}
        {%- endif %}
    {%- endif -%}
{%- endmacro %}


{#- The number of a month written as a number, a name or its first three letters. -#}
{% macro month_number(column) -%}
    {%- set months = [
        "'jan'", "'feb'", "'mar'", "'apr'", "'may'", "'jun'", "'jul'", "'aug'", "'sep'", "'oct'",
        "'nov'", "'dec'",
    ] -%}
    coalesce(
        {{ safe_cast(adapter.quote(column), "bigint") }},
        {{ place_in(array_of(months), "lower(substr(" ~ raw_text(column) ~ ", 1, 3))") }}
    )
{%- endmacro %}
