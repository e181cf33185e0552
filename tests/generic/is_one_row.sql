{#- The table holds exactly one row.

    returns: the number of rows where it is another one. -#}
{% test is_one_row(model) %}

select count(*) as row_count
from {{ model }}
having count(*) <> 1

{% endtest %}
