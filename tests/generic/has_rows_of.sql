{#- The table holds as many rows as `compared_with`.

    returns: both numbers where they differ. -#}
{% test has_rows_of(model, compared_with) %}

select
    this_one.row_count,
    compared_with.row_count as expected_row_count
from (select count(*) as row_count from {{ model }}) as this_one
cross join (select count(*) as row_count from {{ compared_with }}) as compared_with
where this_one.row_count <> compared_with.row_count

{% endtest %}
