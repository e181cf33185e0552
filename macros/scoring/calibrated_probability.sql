{#- The probability that belongs to log-odds, by the method of var `calibration`.

    rule: the alias of a row of `int_calibration_rules`. Platt scaling, prior correction and
    `none` are a line in log-odds; isotonic regression is linear between its knots and flat
    outside them.
    shift: what is added to the log-odds of the probability; none for nothing. -#}
{% macro calibrated_probability(log_odds, rule, shift=none) -%}
    {%- if var("calibration") == "isotonic" -%}
    {%- set knot = bin_search(log_odds, rule ~ ".knot_bounds", 6) -%}
    {%- set probability = interpolated_probability(log_odds, rule, knot) -%}
    {{ shifted_probability("(" ~ probability ~ ")", shift) if shift else probability }}
    {%- else -%}
    {{ logistic(
        rule ~ ".slope * " ~ log_odds ~ " + " ~ rule ~ ".intercept" ~ (" + " ~ shift if shift else "")
    ) }}
    {%- endif -%}
{%- endmacro %}


{#- The probability between one knot of isotonic regression and the next. -#}
{% macro interpolated_probability(log_odds, rule, knot) -%}
    {%- set x_1, x_2 = knot_at(rule, "log_odds", knot), knot_at(rule, "log_odds", knot ~ " + 1") -%}
    {%- set y_1 = knot_at(rule, "probabilities", knot) -%}
    {%- set y_2 = knot_at(rule, "probabilities", knot ~ " + 1") -%}
    {{ y_1 }} + ({{ y_2 }} - {{ y_1 }})
    * least(greatest(({{ log_odds }} - {{ x_1 }}) / ({{ x_2 }} - {{ x_1 }}), 0.0), 1.0)
{%- endmacro %}


{#- One coordinate of a knot: `log_odds` or `probabilities`. -#}
{% macro knot_at(rule, coordinate, knot) -%}
    {{ element(rule ~ ".knot_" ~ coordinate, knot) }}
{%- endmacro %}


{#- 1 / (1 + e^-x). Beyond 709 DuckDB's exp is infinite and the probability 0; an engine whose
    exp refuses such numbers has to clamp x here. -#}
{% macro logistic(log_odds) -%}
    1.0 / (1.0 + exp(-({{ log_odds }})))
{%- endmacro %}


{#- The least log-odds whose calibrated probability reaches `probability`: what a decision
    compares with. Infinite where no log-odds, or every one, reaches it.
    shift: what was added to the log-odds of the probability; none for nothing. -#}
{% macro log_odds_at(probability, rule, shift=none) -%}
    {%- if var("calibration") == "isotonic" -%}
    {%- if shift -%}
        {%- set probability = shifted_probability(probability, "(-" ~ shift ~ ")") -%}
    {%- endif -%}
    {%- set knot = place_in(
        mapped(rule ~ ".knot_probabilities", "knot", "knot >= " ~ probability), "true"
    ) -%}
    {%- set before = knot ~ " - 1" -%}
    {%- set x_1, x_2 = knot_at(rule, "log_odds", before), knot_at(rule, "log_odds", knot) -%}
    {%- set y_1 = knot_at(rule, "probabilities", before) -%}
    {%- set y_2 = knot_at(rule, "probabilities", knot) -%}
    case coalesce({{ knot }}, 0)
        when 0 then cast('infinity' as double)
        when 1 then cast('-infinity' as double)
        else {{ x_1 }} + ({{ probability }} - {{ y_1 }}) / ({{ y_2 }} - {{ y_1 }}) * ({{ x_2 }} - {{ x_1 }})
    end
    {%- else -%}
    (ln({{ probability }} / (1.0 - {{ probability }})) - {{ rule }}.intercept{{ " - " ~ shift if shift }}) / {{ rule }}.slope
    {%- endif -%}
{%- endmacro %}


{#- What holds for a row by its split: `shift`, `threshold` or `threshold_log_odds`. Prospects
    have their own where var `recalibration` may move their probabilities.

    rule: the alias of the row of `int_active_decision_rule`. -#}
{% macro of_split(split, rule, name) -%}
    {%- set usual = rule ~ "." ~ name if name != "shift" else "0.0" -%}
    {%- if recalibrates() -%}
    case
        when {{ split }} = {{ split_value("score") }} then {{ rule }}.prospect_{{ name }}
        else {{ usual }}
    end
    {%- elif name != "shift" -%}
    {{ usual }}
    {%- endif -%}
{%- endmacro %}


{#- The decile of the validation scores that log-odds fall into; 1 is the best.

    rule: the alias of the row of `int_active_decision_rule`. -#}
{% macro score_decile(log_odds, rule) -%}
    cast(11 - {{ bin_search(log_odds, rule ~ ".decile_bounds", 4) }} as smallint)
{%- endmacro %}
