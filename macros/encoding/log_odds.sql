{#- The log-odds of one contact: the intercept, one look-up per feature and one per pair.

    codes: the alias with the `<feature>_code` columns; arrays: the alias of the one row of
    `term_arrays`. Contributions are multiples of 2^-40, so this sum has no rounding error. -#}
{% macro log_odds(codes, arrays) -%}
    {{ arrays }}.intercept
    {%- for feature in model_features() %}
    + {{ term_contribution(codes, arrays, [feature.name]) }}
    {%- endfor %}
    {%- for pair in model_interactions() %}
    + {{ term_contribution(codes, arrays, pair) }}
    {%- endfor %}
{%- endmacro %}


{#- What one term adds to the log-odds of one contact.

    term: the name of a feature in a list, or of both features of a pair. -#}
{% macro term_contribution(codes, arrays, term) -%}
    {%- set first = codes ~ "." ~ term[0] ~ "_code" -%}
    {%- set array = arrays ~ "." ~ term | join("__") ~ "_terms" -%}
    {%- if term | length == 1 -%}
    {{ array }}[{{ first }} + 1]
    {%- else -%}
    {{ array }}[
        {{- first }} * {{ arrays }}.{{ term[1] }}_size + {{ codes }}.{{ term[1] }}_code + 1]
    {%- endif -%}
{%- endmacro %}
