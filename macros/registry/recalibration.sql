{#- Var `recalibration` with its defaults. -#}
{% macro recalibration_settings() %}
    {% set settings = {"method": "auto", "contacts": 500, "label_delay_days": 0} %}
    {% do settings.update(as_mapping(var("recalibration"))) %}
    {{ return(settings) }}
{% endmacro %}


{#- Whether probabilities of prospects may be recalibrated: not without dates. -#}
{% macro recalibrates() %}
    {{ return(recalibration_settings().method != "none" and has_dates()) }}
{% endmacro %}


{#- Whether contacts have dates, by var `contact_date`. -#}
{% macro has_dates() %}
    {{ return(var("contact_date") is mapping) }}
{% endmacro %}


{#- A probability whose log-odds are moved by `shift`; the same one where that is 0. -#}
{% macro shifted_probability(probability, shift) -%}
    case
        when {{ shift }} = 0 then {{ probability }}
        else {{ probability }} * exp({{ shift }})
            / (1 - {{ probability }} + {{ probability }} * exp({{ shift }}))
    end
{%- endmacro %}


{#- Policies that ask for a share of the contacts or of the subscribers: a shift of all
    probabilities leaves them the same contacts, and moves the probability they begin at. The
    others ask for a probability, and a shift moves the contacts that reach it. -#}
{% macro is_policy_of_order(policy) -%}
    {{ policy }} in ('capacity', 'min_recall')
{%- endmacro %}


{#- The shift that is applied to prospects, as a query with the columns `model_id` and `shift`; no
    row where nothing is recalibrated. -#}
{% macro applied_shifts() %}
    {%- if recalibrates() -%}
    select
        model_id,
        shift
    from {{ ref("recalibrations") }}
    where is_applied
    {%- else -%}
    select
        cast(null as string) as model_id,
        cast(null as double) as shift
    where false
    {%- endif -%}
{% endmacro %}
