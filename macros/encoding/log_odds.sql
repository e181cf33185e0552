{#- The log-odds of one contact: the intercept, and one look-up per group of terms.

    codes: the alias with the `<feature>_code` columns; arrays: the alias of the one row of
    `model_arrays`. Contributions are multiples of 2^-40, so this sum has no rounding error. -#}
{% macro log_odds(codes, arrays) -%}
    {{ arrays }}.intercept
    {%- for group in fused_groups() %}
    + {{ group_contribution(codes, arrays, group) }}
    {%- endfor %}
{%- endmacro %}


{#- What the terms of one group add to the log-odds of one contact. -#}
{% macro group_contribution(codes, arrays, group) -%}
    {{ arrays }}.{{ fused_array(group) }}[{{ cell_position(group.features, codes, arrays) }}]
{%- endmacro %}


{#- What one term adds to the log-odds of one contact.

    term: the name of a feature in a list, or of both features of a pair. -#}
{% macro term_contribution(codes, arrays, term) -%}
    {{ arrays }}.{{ term | join("__") }}_terms[{{ cell_position(term, codes, arrays) }}]
{%- endmacro %}
