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


{#- The date that a raw row gives by itself, by method `column`; else null. -#}
{% macro date_read() -%}
    {%- set contact_date = as_mapping(var("contact_date")) -%}
    {%- if contact_date.method == "column" -%}
    {{ safe_cast(adapter.quote(contact_date.column), "date") }}
    {%- else -%}
    cast(null as date)
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
