{#- A raw column as the text it holds, without surrounding blanks. -#}
{% macro raw_text(column) -%}
    trim(cast({{ adapter.quote(column) }} as varchar))
{%- endmacro %}


{#- True where a raw column holds nothing, or a text that means "not known". -#}
{% macro is_missing(column) -%}
    coalesce(lower({{ raw_text(column) }}) in ({{ missing_token_list() }}), true)
{%- endmacro %}


{#- A raw column as the type its kind asks for; null where it is missing or unreadable.

    feature: one entry of `declared_features()`. -#}
{% macro typed_value(feature) -%}
    {%- set column = adapter.quote(feature.column) -%}
    {%- if feature.kind == "category" -%}
        case
            when not {{ is_missing(feature.column) }} then {{ raw_text(feature.column) }}
        end
    {%- elif feature.kind == "flag" -%}
        case
            when lower({{ raw_text(feature.column) }}) in ('yes', 'true', '1') then true
            when lower({{ raw_text(feature.column) }}) in ('no', 'false', '0') then false
        end
    {%- else -%}
        {%- set type = "bigint" if feature.kind == "integer" else "double" -%}
        {%- if feature.missing | length -%}
        case
            when try_cast({{ column }} as {{ type }}) not in ({{ feature.missing | join(", ") }})
                then try_cast({{ column }} as {{ type }})
        end
        {%- else -%}
        try_cast({{ column }} as {{ type }})
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- Why a raw column cannot be read as its kind, as one sentence; null where it can.

    `try_cast` rounds a fraction, so a whole number must also equal its own double. -#}
{% macro unreadable_reason(feature) -%}
    {%- set column = adapter.quote(feature.column) -%}
    {%- set expected = {
        "flag": "yes or no", "integer": "a whole number", "number": "a finite number"
    } -%}
    {%- if feature.kind != "category" -%}
        when
            {% if feature.kind == "flag" -%}
            lower({{ raw_text(feature.column) }}) not in ('yes', 'true', '1', 'no', 'false', '0')
            {%- elif feature.kind == "integer" -%}
            coalesce(try_cast({{ column }} as double) <> try_cast({{ column }} as bigint), true)
            {%- else -%}
            not coalesce(isfinite(try_cast({{ column }} as double)), false)
            {%- endif %}
            and not {{ is_missing(feature.column) }}
            then '{{ feature.column | replace("'", "''") }}: `' || {{ raw_text(feature.column) }}
                || '` is not {{ expected[feature.kind] }}'
    {%- endif -%}
{%- endmacro %}


{#- Why a row cannot be read, the first reason found; null where it can. -#}
{% macro rejection_reason() -%}
    case
        when read_error is not null then read_error
        {%- if var("contact_key") %}
        when try_cast({{ adapter.quote(var("contact_key")) }} as bigint) is null
            then 'the key {{ var("contact_key") }} is not a whole number'
        {%- endif %}
        {%- for feature in read_features() %}
        {{ unreadable_reason(feature) | indent(8) }}
        {%- endfor %}
    end
{%- endmacro %}


{#- The values of a row as one JSON text, by column of the source, for rows that are rejected. -#}
{% macro raw_values() -%}
    to_json({
        {%- for required in required_columns() -%}
        {{ lit(required.column) }}: {{ adapter.quote(required.column) }}
        {{- ", " if not loop.last }}
        {%- endfor -%}
    })
{%- endmacro %}
