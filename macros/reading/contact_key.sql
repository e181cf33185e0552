{#- The columns of var `contact_key`: none, one, or several that are unique together. -#}
{% macro key_columns() %}
    {% set key = var("contact_key") %}
    {{ return([key] if key is string or key is number else as_list(key)) }}
{% endmacro %}


{#- The column whose value the rows of a customer have in common; none without `split.by`. -#}
{% macro customer_column() %}
    {{ return(as_mapping(var("split")).get("by")) }}
{% endmacro %}


{#- The columns that are carried along as they are: those of var `carry`, those of a key of
    several columns, which `contact_id` joins to one text, and that of `split.by`. -#}
{% macro carried_columns() %}
    {% set keys = key_columns() if key_columns() | length > 1 else [] %}
    {% set customer = customer_column() %}
    {% set columns = keys + as_list(var("carry")) + ([customer] if customer else []) %}
    {{ return(columns | unique | list) }}
{% endmacro %}


{#- The key of a contact, of the type that var `contact_key_type` names; null where a row has
    none. Without a key, the position of the row in its sources.

    types: what `column_types` returns. -#}
{% macro contact_key(types={}) -%}
    {%- set keys, type = key_columns(), var("contact_key_type") -%}
    {%- if not keys -%}
    row_position
    {%- elif keys | length > 1 -%}
        {%- for key in keys -%}
        {{ key_text(key) }}{{ " || '|' || " if not loop.last }}
        {%- endfor -%}
    {%- elif type == "text" -%}
    {{ key_text(keys[0]) }}
    {%- elif type == "uuid" -%}
    {{ safe_cast(adapter.quote(keys[0]), key_type()) }}
    {%- else -%}
    {{ key_number(keys[0], types) }}
    {%- endif -%}
{%- endmacro %}


{#- A column of a key as a whole number; null where it holds none, as nothing is rounded. Doubles
    tell whole numbers apart below 2^53. -#}
{% macro key_number(column, types={}) -%}
    {%- set value, type = adapter.quote(column), types.get(column | lower) -%}
    {%- set number = whole_number(column, types) -%}
    {%- if type in whole_number_types() -%}
    {{ number }}
    {%- elif type in ("double", "float") -%}
    case when {{ value }} = {{ number }} and abs({{ value }}) < {{ 2 ** 53 }} then {{ number }} end
    {%- else -%}
    case when {{ safe_cast(value, "decimal(38, 18)") }} = {{ number }} then {{ number }} end
    {%- endif -%}
{%- endmacro %}


{#- A column of a key as it is written; null where it is blank. -#}
{% macro key_text(column) -%}
    case when {{ raw_text(column) }} <> '' then cast({{ adapter.quote(column) }} as string) end
{%- endmacro %}


{#- What a value of the key must be, in words. -#}
{% macro key_words() %}
    {% set words = {"text": "a text", "uuid": "a UUID"} %}
    {{ return(words.get(var("contact_key_type"), "a whole number")) }}
{% endmacro %}
