{#- The log-odds of one contact: the intercept, and one look-up per group of terms.

    codes: the alias with the `<feature>_code` columns; arrays: the alias of the one row of
    `int_model_arrays`. Contributions are multiples of 2^-40, so this sum has no rounding error. -#}
{% macro log_odds(codes, arrays) -%}
    {{ arrays }}.intercept
    {%- for group in fused_groups() %}
    + {{ element(
        arrays ~ "." ~ fused_array(group), cell_position(group.features, codes, arrays)
    ) }}
    {%- endfor %}
{%- endmacro %}


{#- What one term adds to the log-odds of one contact.

    term: the name of a feature in a list, or of both features of a pair. -#}
{% macro term_contribution(codes, arrays, term) -%}
    {{ element(arrays ~ "." ~ term | join("__") ~ "_terms", cell_position(term, codes, arrays)) }}
{%- endmacro %}


{#- The place of the codes of one feature, or of two, in an array; the second takes the smaller
    steps. Pairs that end in the same feature share its `+ 1`. -#}
{% macro cell_position(features, codes, arrays) -%}
    {%- set last = codes ~ "." ~ features[-1] ~ "_code + 1" -%}
    {%- if features | length == 2 -%}
    {{ codes }}.{{ features[0] }}_code * {{ arrays }}.{{ features[1] }}_size + ({{ last }})
    {%- else -%}
    {{ last }}
    {%- endif -%}
{%- endmacro %}
