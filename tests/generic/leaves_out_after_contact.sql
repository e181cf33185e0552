{#- Nothing known only after the contact is among the features: no column declared so,
    none that reads the same column of the source, none computed from either. With var
    `allow_after_contact_features` everything is allowed.

    named_in: columns that hold names of features; without it, the names are those of
      the columns of the table, with or without `_code`.
    of: a table; then only rows of the models in its `model_id` count.
    returns: each name that tells the future, and where it stands. -#}
{% test leaves_out_after_contact(model, named_in=[], of=none) %}

{%- set told = namespace(names=[], columns=[]) %}
{%- if not var("allow_after_contact_features") %}
{%- for feature in declared_features() if feature.known_at == "after_contact" %}
{%- do told.names.append(feature.name) %}
{%- if feature.expression is none %}
{%- do told.columns.append(feature.column | lower) %}
{%- endif %}
{%- endfor %}
{#- An expression may use another one: as many rounds as there are columns. #}
{%- for round in declared_features() %}
{%- for feature in declared_features() if feature.name not in told.names %}
{%- set words = modules.re.findall("[a-z0-9_]+", (feature.expression or "") | lower) %}
{%- if words | select("in", told.names) | list | length
    or (feature.expression is none and feature.column | lower in told.columns) %}
{%- do told.names.append(feature.name) %}
{%- endif %}
{%- endfor %}
{%- endfor %}
{%- endif %}

with

names as (
    {%- for column in named_in %}
    select distinct
        {{ lit(column) }} as found_in,
        {{ column }} as feature
    from {{ model }}
    {%- if of %}
    where model_id in (select model_id from {{ of }})
    {%- endif %}
    {{ "union all" if not loop.last }}
    {%- else %}
    select
        table_schema || '.' || table_name as found_in,
        regexp_replace(column_name, '_code$', '') as feature
    from information_schema.columns
    where
        table_catalog = {{ lit(model.database) }}
        and table_schema = {{ lit(model.schema) }}
        and table_name = {{ lit(model.identifier) }}
    {%- endfor %}
)

select *
from names
where
    feature in (
        {%- for name in told.names %}
        {{ lit(name) }}{{ "," if not loop.last }}
        {%- else %}
        ''
        {%- endfor %}
    )

{% endtest %}
