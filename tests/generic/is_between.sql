{#- Every value of `columns` is from `lowest` to `highest`; null passes, NaN does not.

    returns: column, value and how many rows hold it. -#}
{% test is_between(model, columns, lowest=none, highest=none) %}

{%- for column in columns %}
select
    {{ lit(column) }} as column_name,
    cast({{ column }} as double) as value,
    count(*) as row_count
from {{ model }}
where
    {{ is_nan("cast(" ~ column ~ " as double)") }}
    {%- if lowest is not none %}
    or {{ column }} < {{ lowest }}
    {%- endif %}
    {%- if highest is not none %}
    or {{ column }} > {{ highest }}
    {%- endif %}
group by {{ column }}
{{ "union all" if not loop.last }}
{%- endfor %}

{% endtest %}
