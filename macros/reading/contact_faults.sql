{#- What is wrong with the rows just read, one sentence per row, the first to correct first;
    none where all is well. `base_contact_rows` stops at the first, inside the transaction that
    read the rows, so those of an earlier build stay as they were.

    rows: the relation of `base_contact_rows`. -#}
{% macro contact_faults(rows) -%}
    {%- set outcome = var("outcome") -%}
    {%- set types = column_types(rows) -%}
    {%- set labels = outcome_labels(types) -%}
    {%- set key = contact_key(types) -%}
    {%- set label = "lower(" ~ raw_text(outcome.column) ~ ")" -%}
    with

    expected_roles as (
        {%- for role in contact_sources() | map(attribute="role") | unique %}
        select
            {{ lit(role) }} as source_role,
            {{ lit(var(role)) }} as location
        {{ "union all" if not loop.last }}
        {%- endfor %}
    ),

    expected_labels as (
        select
            expected.label,
            expected.source_label
        from (
            values
            ({{ lit(labels.positive) }}, {{ lit(outcome.positive) }}),
            ({{ lit(labels.negative) }}, {{ lit(outcome.negative) }})
        ) as expected (label, source_label)
    ),

    faults as (
        select
            1 as fault_rank,
            0 as place,
            '`' || source_role || ': ' || location || '` holds a header and no rows; give a'
            || ' file with at least one row.' as sentence
        from expected_roles
        where source_role not in (select source_role from {{ rows }})
        {%- if key_columns() %}
        union all
        select
            2 as fault_rank,
            min(source_row) as place,
            {{ lit("The key `" ~ key_columns() | join(", ") ~ "` is not unique: value ") }}
            || any_value({{ key }}) || ' stands in ' || count(*)
            || ' rows, of ' || min(source_name) || ' rows ' || min(source_row) || ' and '
            || max(source_row) || ' among them. Remove the repeated rows, or name the column'
            || ' that is unique, or several that are so together, in var `contact_key`.'
                as sentence
        from {{ rows }}
        where read_error is null and {{ key }} is not null
        group by {{ key }}
        having count(*) > 1
        {%- endif %}
        union all
        -- Then it is the file or its settings that are wrong.
        select
            3 as fault_rank,
            0 as place,
            count(reason) || ' of ' || count(*) || ' rows cannot be read, for instance because '
            || min(reason) || '; correct the file or the kinds in var `features`, or allow'
            || ' more in var `max_rejected_share`.' as sentence
        from (select {{ rejection_reason() | indent(8) }} as reason from {{ rows }}) as read_rows
        having count(reason) > count(*) * {{ var("max_rejected_share") }}
        union all
        select
            4 as fault_rank,
            row_position as place,
            'Row ' || source_row || ' of ' || source_name || ' has the outcome `'
            || {{ adapter.quote(outcome.column) }} || {{ lit(
                "` in column `" ~ outcome.column ~ "`; it must be `" ~ outcome.positive
                ~ "`, `" ~ outcome.negative ~ "` or empty. Correct the row, or var `outcome`."
            ) }} as sentence
        from {{ rows }}
        where
            read_error is null
            and {{ label }} not in (select label from expected_labels)
            and {{ label }} not in ({{ missing_texts() | join(", ") }})
        {%- if var("model") | string in ("auto", "train") %}
        union all
        -- A saved model needs nothing to learn from.
        select
            5 as fault_rank,
            0 as place,
            {{ lit("No row of `contacts: " ~ var("contacts") ~ "` has the outcome `") }}
            || source_label || {{ lit(
                "` in column `" ~ outcome.column ~ "`, so there is nothing to learn from;"
                ~ " give contacts of both outcomes, or correct var `outcome`."
            ) }} as sentence
        from expected_labels
        where label not in (
            select {{ label }}
            from {{ rows }}
            where
                read_error is null
                and source_role = 'contacts'
                and {{ label }} is not null
        )
        {%- endif %}
    )

    select sentence
    from faults
    order by fault_rank, place
    limit 1
{%- endmacro %}
