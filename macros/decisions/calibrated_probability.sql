{#- The probability that belongs to log-odds, by the method of var `calibration`.

    rule: the alias of a row of `int_calibration_rules`. Platt scaling, prior correction and
    `none` are a line in log-odds; isotonic regression is linear between its knots and flat
    outside them. -#}
{% macro calibrated_probability(log_odds, rule) -%}
    {%- if var("calibration") == "isotonic" -%}
    {{ interpolated_probability(log_odds, rule, bin_search(log_odds, rule ~ ".knot_bounds", 6)) }}
    {%- else -%}
    {{ logistic(rule ~ ".slope * " ~ log_odds ~ " + " ~ rule ~ ".intercept") }}
    {%- endif -%}
{%- endmacro %}


{#- The probability between one knot of isotonic regression and the next. -#}
{% macro interpolated_probability(log_odds, rule, knot) -%}
    {%- set x = rule ~ ".knot_log_odds" -%}
    {%- set y = rule ~ ".knot_probabilities" -%}
    {{ y }}[{{ knot }}]
    + ({{ y }}[{{ knot }} + 1] - {{ y }}[{{ knot }}])
    * least(greatest(
        ({{ log_odds }} - {{ x }}[{{ knot }}]) / ({{ x }}[{{ knot }} + 1] - {{ x }}[{{ knot }}]),
        0.0
    ), 1.0)
{%- endmacro %}


{#- 1 / (1 + e^-x). Beyond 709 DuckDB's exp is infinite and the probability 0; an engine whose
    exp refuses such numbers has to clamp x here. -#}
{% macro logistic(log_odds) -%}
    1.0 / (1.0 + exp(-({{ log_odds }})))
{%- endmacro %}


{#- The least log-odds whose calibrated probability reaches `probability`: what a decision
    compares with. Infinite where no log-odds, or every one, reaches it. -#}
{% macro log_odds_at(probability, rule) -%}
    {%- if var("calibration") == "isotonic" -%}
    {%- set x = rule ~ ".knot_log_odds" -%}
    {%- set y = rule ~ ".knot_probabilities" -%}
    {%- set knot = "list_position(list_transform(" ~ y ~ ", lambda p: p >= " ~ probability ~ "), true)" -%}
    case coalesce({{ knot }}, 0)
        when 0 then cast('infinity' as double)
        when 1 then cast('-infinity' as double)
        else
            {{ x }}[{{ knot }} - 1]
            + ({{ probability }} - {{ y }}[{{ knot }} - 1])
            / ({{ y }}[{{ knot }}] - {{ y }}[{{ knot }} - 1])
            * ({{ x }}[{{ knot }}] - {{ x }}[{{ knot }} - 1])
    end
    {%- else -%}
    (ln({{ probability }} / (1.0 - {{ probability }})) - {{ rule }}.intercept) / {{ rule }}.slope
    {%- endif -%}
{%- endmacro %}
