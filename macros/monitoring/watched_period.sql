{#- The period that a contact is watched in, as a text that sorts in order of time: the month of
    its date or, where contacts have none, the minute of the build that scored it; prospects are
    one period of their own, after all others.

    contacts: an alias with `split` and `contacted_on`, or `scored_at`. -#}
{% macro watched_period(contacts) -%}
    case
        when {{ contacts }}.split = {{ split_value("score") }} then 'prospects'
        {%- if has_dates() %}
        else coalesce(
            substr(cast({{ contacts }}.contacted_on as string), 1, 7), 'date unknown'
        )
        {%- else %}
        else 'build ' || substr(cast({{ contacts }}.scored_at as string), 1, 16)
        {%- endif %}
    end
{%- endmacro %}


{#- What the score is called among features: no feature can have this name. -#}
{% macro score_name() %}
    {{ return("(score)") }}
{% endmacro %}
