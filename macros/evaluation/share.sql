{#- A part of a whole as a double; null where the whole is zero, so that a rate that is not
    defined is not mistaken for a bad one. -#}
{% macro share(part, whole) -%}
    ({{ part }}) / cast(nullif({{ whole }}, 0) as double)
{%- endmacro %}
