{#- A raw column as the text it holds, without surrounding blanks. -#}
{% macro raw_text(column) -%}
    trim(cast({{ adapter.quote(column) }} as string))
{%- endmacro %}


{#- The text of a category, in the case that var `category_case` asks for. -#}
{% macro category_text(feature) -%}
    {%- set text = raw_text(feature.column) -%}
    {{ "lower(" ~ text ~ ")" if var("category_case") == "lower" else text }}
{%- endmacro %}


{#- True where a raw column holds nothing, or a text that means "not known". -#}
{% macro is_missing(column) -%}
    coalesce(lower({{ raw_text(column) }}) in ({{ missing_texts() | join(", ") }}), true)
{%- endmacro %}


{#- The place of the text of a raw column in a list of lower-case texts; null where it is in
    none or is null.

    A function of one column and constants: DuckDB evaluates it once per distinct text of a
    dictionary-compressed column, where an `in` is evaluated once per row. -#}
{% macro place_of_text(column, texts) -%}
    {{ place_in(array_of(texts), "lower(" ~ raw_text(column) ~ ")") }}
{%- endmacro %}


{#- A raw column as a whole number; null where it holds none. -#}
{% macro whole_number(column, types={}) -%}
    {%- set value = adapter.quote(column) -%}
    {%- if types.get(column | lower) in whole_number_types() -%}
    cast({{ value }} as bigint)
    {%- else -%}
    {{ safe_cast(value, "bigint") }}
    {%- endif -%}
{%- endmacro %}


{#- A raw column as the type its kind asks for; null where it is missing or unreadable.

    feature: one entry of `declared_features()`; types: what `column_types` returns. -#}
{% macro typed_value(feature, types={}) -%}
    {%- set column = adapter.quote(feature.column) -%}
    {%- if feature.kind == "category" -%}
        case
            when {{ place_of_text(feature.column, missing_texts()) }} is null
                then {{ category_text(feature) }}
        end
    {%- elif feature.kind == "flag" -%}
        {%- if types.get(feature.column | lower) == "boolean" -%}
        {{ column }}
        {%- else -%}
        {{ element(
            array_of(["true", "true", "true", "false", "false", "false"]),
            place_of_text(feature.column, flag_texts())
        ) }}
        {%- endif -%}
    {%- else -%}
        {%- set number -%}
        {%- if feature.kind == "integer" -%}
        {{ whole_number(feature.column, types) }}
        {%- else -%}
        {{ safe_cast(column, "double") }}
        {%- endif -%}
        {%- endset -%}
        {%- if feature.missing | length -%}
        case
            when {{ number }} not in ({{ feature.missing | join(", ") }}) then {{ number }}
        end
        {%- else -%}
        {{ number }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- The texts of a flag, lowered: three that mean yes, then three that mean no. -#}
{% macro flag_texts() %}
    {{ return(["'yes'", "'true'", "'1'", "'no'", "'false'", "'0'"]) }}
{% endmacro %}


{#- Why a raw column cannot be read as its kind, as one sentence; null where it can. Nothing is
    said, and nothing is evaluated, of a column whose type leaves no doubt.

    `try_cast` rounds a fraction, so a whole number must also equal its own double. -#}
{% macro unreadable_reason(feature, types={}) -%}
    {%- set column = adapter.quote(feature.column) -%}
    {%- set expected = {
        "flag": "yes or no", "integer": "a whole number", "number": "a finite number"
    } -%}
    {%- if feature.kind != "category" and not is_certain(feature, types) -%}
        when
            {% if feature.kind == "flag" -%}
            {{ place_of_text(feature.column, flag_texts()) }} is null
            {%- elif feature.kind == "integer" -%}
            coalesce({{ safe_cast(column, "double") }} <> {{ safe_cast(column, "bigint") }}, true)
            {%- else -%}
            not coalesce({{ is_finite(safe_cast(column, "double")) }}, false)
            {%- endif %}
            and not {{ is_missing(feature.column) }}
            then {{ lit(feature.column ~ ": `") }} || {{ raw_text(feature.column) }}
                || '` is not {{ expected[feature.kind] }}'
    {%- endif -%}
{%- endmacro %}


{#- Why a row cannot be read, the first reason found; null where it can.

    types: what `column_types` returns. -#}
{% macro rejection_reason(types={}) -%}
    {%- set is_empty -%}
        {%- for required in required_columns() -%}
        {{ adapter.quote(required.column) }} is null{{ " and " if not loop.last }}
        {%- endfor -%}
    {%- endset -%}
    case
        when read_error is not null then read_error
        {#- An empty row has no key: with one, no other row is asked. #}
        {%- if key_columns() %}
        when {{ contact_key(types) | indent(12) }} is null
            then case
                when {{ is_empty }} then 'the row is empty'
                else {{ lit(
                    "the key " ~ key_columns() | join(", ") ~ " is not " ~ key_words()
                    ~ ", which var `contact_key_type` names"
                ) }}
            end
        {%- else %}
        when {{ is_empty }} then 'the row is empty'
        {%- endif %}
        {%- for feature in read_features() %}
        {{ unreadable_reason(feature, types) | indent(8) }}
        {%- endfor %}
        {{ unreadable_date(types) }}
    end
{%- endmacro %}


{#- A feature computed from others, as the type its kind asks for: codes of whole numbers are
    looked up by value. -#}
{% macro derived_value(feature) -%}
    {{ "cast(" ~ feature.expression ~ " as bigint)" if feature.kind == "integer"
        else feature.expression }}
{%- endmacro %}


{#- The two texts of the outcome, lowered. A boolean says yes and no by itself, whatever var
    `outcome` calls them, unless it names true or false.

    types: what `column_types` returns. -#}
{% macro outcome_labels(types) %}
    {% set outcome = var("outcome") %}
    {% set labels = {
        "positive": outcome.positive | string | lower,
        "negative": outcome.negative | string | lower,
    } %}
    {% if types.get(outcome.column | string | lower) == "boolean"
        and labels.positive not in ("true", "false") %}
        {% do labels.update({"positive": "true", "negative": "false"}) %}
    {% endif %}
    {{ return(labels) }}
{% endmacro %}


{#- The texts that mean "not known", lowered, as SQL literals. -#}
{% macro missing_texts() %}
    {% set texts = [] %}
    {% for token in as_list(var("missing_tokens")) %}
        {% do texts.append(lit(token | lower)) %}
    {% endfor %}
    {{ return(texts or ["''"]) }}
{% endmacro %}
