{#- Every row has a value in each of `columns`, and no two rows share them.

    returns: each key that breaks this, with the number of its rows. -#}
{% test is_key(model, columns) %}

select
    {%- for column in columns %}
    {{ column }},
    {%- endfor %}
    count(*) as row_count
from {{ model }}
group by {{ columns | join(", ") }}
having
    count(*) > 1
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}

{% endtest %}
