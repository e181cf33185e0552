{#- Single values: literals, casts, hashes, texts. -#}

{#- A text as a literal. -#}
{% macro lit(text) -%}
    '{{ text | string | replace("'", "''") }}'
{%- endmacro %}


{#- A value as another type; null where it cannot be. -#}
{% macro safe_cast(value, type) -%}
    {{ return(adapter.dispatch("safe_cast", "customer_segmentation")(value, type)) }}
{%- endmacro %}

{% macro default__safe_cast(value, type) -%}
    (try_cast({{ value }} as {{ type }}))
{%- endmacro %}


{#- The date of a text of a format, as strptime writes it; null where it is of another. -#}
{% macro parsed_date(text, format) -%}
    {{ return(adapter.dispatch("parsed_date", "customer_segmentation")(text, format)) }}
{%- endmacro %}

{% macro default__parsed_date(text, format) -%}
    cast(try_strptime({{ text }}, {{ lit(format) }}) as date)
{%- endmacro %}


{#- The types of which every value is a whole number that a bigint holds, in lower case. -#}
{% macro whole_number_types() %}
    {{ return(adapter.dispatch("whole_number_types", "customer_segmentation")()) }}
{% endmacro %}

{% macro default__whole_number_types() %}
    {{ return([
        "tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger"
    ]) }}
{% endmacro %}


{#- Whether a number is neither infinite nor NaN. -#}
{% macro is_finite(value) -%}
    {{ return(adapter.dispatch("is_finite", "customer_segmentation")(value)) }}
{%- endmacro %}

{% macro default__is_finite(value) -%}
    (isfinite({{ value }}))
{%- endmacro %}


{#- Whether a double is no number. -#}
{% macro is_nan(value) -%}
    {{ return(adapter.dispatch("is_nan", "customer_segmentation")(value)) }}
{%- endmacro %}

{% macro default__is_nan(value) -%}
    (isnan({{ value }}))
{%- endmacro %}


{#- A hash of some values that never leaves the database, so the engine's own.

    Of raw values: DuckDB hashes a dictionary-compressed column once per distinct text. Of 32
    bits, as what cannot be compressed is dear to write: a change goes unnoticed once in four
    billion. -#}
{% macro hash_of(values) -%}
    {{ return(adapter.dispatch("hash_of", "customer_segmentation")(values)) }}
{%- endmacro %}

{% macro default__hash_of(values) -%}
    (cast(hash({{ values | join(", ") }}) >> 32 as uinteger))
{%- endmacro %}


{#- Columns as one JSON text, by name. -#}
{% macro json_of(columns) -%}
    {{ return(adapter.dispatch("json_of", "customer_segmentation")(columns)) }}
{%- endmacro %}

{% macro default__json_of(columns) -%}
    to_json({{ struct_of(columns) }})
{%- endmacro %}


{#- Columns as one value with a field for each, of their own types and names. -#}
{% macro struct_of(columns) -%}
    {{ return(adapter.dispatch("struct_of", "customer_segmentation")(columns)) }}
{%- endmacro %}

{% macro default__struct_of(columns) -%}
    {
        {%- for column in columns -%}
        {{ lit(column) }}: {{ adapter.quote(column) }}{{ ", " if not loop.last }}
        {%- endfor -%}
    }
{%- endmacro %}


{#- A number as a text with so many decimals; `sign` is `+` for one before positive ones too. -#}
{% macro fixed_text(number, decimals, sign="") -%}
    {{ return(adapter.dispatch("fixed_text", "customer_segmentation")(number, decimals, sign)) }}
{%- endmacro %}

{% macro default__fixed_text(number, decimals, sign="") -%}
    format('{:{{ sign }}.{{ decimals }}f}', {{ number }})
{%- endmacro %}


{#- An aggregate: the texts of some rows, joined in an order. -#}
{% macro joined_texts(text, separator, order_by) -%}
    {{ return(
        adapter.dispatch("joined_texts", "customer_segmentation")(text, separator, order_by)
    ) }}
{%- endmacro %}

{% macro default__joined_texts(text, separator, order_by) -%}
    string_agg({{ text }}, {{ lit(separator) }} order by {{ order_by }})
{%- endmacro %}


{#- The next smaller double. -#}
{% macro just_below(number) -%}
    {{ return(adapter.dispatch("just_below", "customer_segmentation")(number)) }}
{%- endmacro %}

{% macro default__just_below(number) -%}
    nextafter({{ number }}, cast('-infinity' as double))
{%- endmacro %}


{#- An expression that ends the query with one sentence. -#}
{% macro failure(sentence) -%}
    {{ return(adapter.dispatch("failure", "customer_segmentation")(sentence)) }}
{%- endmacro %}

{% macro default__failure(sentence) -%}
    error({{ lit(sentence) }})
{%- endmacro %}


{#- Between two selects: the rows of both, each column found by its name. -#}
{% macro union_by_name() -%}
    {{ return(adapter.dispatch("union_by_name", "customer_segmentation")()) }}
{%- endmacro %}

{% macro default__union_by_name() -%}
    union all by name
{%- endmacro %}


{#- A whole number as six hex digits. -#}
{% macro hex_digits(number) -%}
    {{ return(adapter.dispatch("hex_digits", "customer_segmentation")(number)) }}
{%- endmacro %}

{% macro default__hex_digits(number) -%}
    printf('%06x', cast({{ number }} as integer))
{%- endmacro %}


{#- The type of a column that holds one of a few names. In DuckDB one byte each: as text, splits
    would be a tenth of what scoring costs. -#}
{% macro name_type(names) -%}
    {{ return(adapter.dispatch("name_type", "customer_segmentation")(names)) }}
{%- endmacro %}

{% macro default__name_type(names) -%}
    enum({% for name in names %}{{ lit(name) }}{{ ", " if not loop.last }}{% endfor %})
{%- endmacro %}


{#- Whole days from one date to another. -#}
{% macro days_between(first, last) -%}
    {{ return(adapter.dispatch("days_between", "customer_segmentation")(first, last)) }}
{%- endmacro %}

{% macro default__days_between(first, last) -%}
    (cast(date_diff('day', {{ first }}, {{ last }}) as bigint))
{%- endmacro %}


{#- The date so many days after another. -#}
{% macro days_later(date, days) -%}
    {{ return(adapter.dispatch("days_later", "customer_segmentation")(date, days)) }}
{%- endmacro %}

{% macro default__days_later(date, days) -%}
    (cast({{ date }} as date) + {{ days }})
{%- endmacro %}
