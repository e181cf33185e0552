{#- When the build that scores started, UTC, as a text; a macro so that a unit test can set it. -#}
{% macro scoring_time() %}
    {{ return(run_started_at.strftime("%Y-%m-%d %H:%M:%S")) }}
{% endmacro %}
