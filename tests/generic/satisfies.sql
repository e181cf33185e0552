{#- Every row makes every one of `truths` true; a truth that is null counts as broken.

    truths: {name: SQL condition over the columns of the table}
    returns: the rows that break one, whole, with the names of what they break. -#}
{% test satisfies(model, truths) %}

select
    concat_ws(
        ', '
        {%- for name, condition in truths.items() %},
        case when not coalesce({{ condition }}, false) then {{ lit(name) }} end
        {%- endfor %}
    ) as broken_truths,
    *
from {{ model }}
where
    {%- for condition in truths.values() %}
    {{ "or " if not loop.first }}not coalesce({{ condition }}, false)
    {%- endfor %}

{% endtest %}
