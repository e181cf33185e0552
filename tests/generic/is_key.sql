{#- No two rows share the values of `columns`, and every row has each of them.

    nullable: those of `columns` that may be null, which then counts as a value.
    returns: each key that breaks this, with the number of its rows. -#}
{% test is_key(model, columns, nullable=[]) %}

select
    {%- for column in columns %}
    {{ column }},
    {%- endfor %}
    count(*) as row_count
from {{ model }}
group by {{ columns | join(", ") }}
having
    count(*) > 1
    {%- for column in columns if column not in nullable %}
    or {{ column }} is null
    {%- endfor %}

{% endtest %}
