{#- Ends the run with one sentence for the user. -#}
{% macro stop_with(sentence) %}
    {{ exceptions.raise_compiler_error(sentence) }}
{% endmacro %}


{#- A hook: ends a build with the first sentence that a query returns, if it returns one. -#}
{% macro stop_at_first(faults) %}
    {% if execute and flags.WHICH in ("build", "run") %}
        {% for fault in run_query(faults) %}
            {% do stop_with(fault[0]) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
