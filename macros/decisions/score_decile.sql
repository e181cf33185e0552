{#- The decile of the validation scores that log-odds fall into; 1 is the best.

    rule: the alias of the row of `int_active_decision_rule`. -#}
{% macro score_decile(log_odds, rule) -%}
    cast(11 - {{ bin_search(log_odds, rule ~ ".decile_bounds", 4) }} as smallint)
{%- endmacro %}
