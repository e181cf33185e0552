{#- The transactions as rows of text or of their own types: one or more CSV or Parquet files, a
    relation or a model. -#}
{% macro transaction_sources() %}
    {{ return(parts_of(
        "transactions", "segmentation.transactions.location",
        transaction_settings().location | string,
    )) }}
{% endmacro %}


{#- Stops where a source of transactions lacks a column. -#}
{% macro check_transaction_columns() %}
    {% if not execute or flags.WHICH not in ("build", "run") %}{{ return("") }}{% endif %}
    {% set transactions = transaction_settings() %}
    {% for source in transaction_sources() %}
        {% set present = source_columns(source) %}
        {% for part in ("customer", "at", "amount")
            if transactions[part] | lower not in present | map("lower") %}
            {% do stop_with(
                source.location ~ " has no column `" ~ transactions[part] ~ "`, which"
                ~ " `segmentation.transactions." ~ part ~ "` names; it has "
                ~ present | join(", ") ~ "."
            ) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}


{#- Stops where too many transactions cannot be read, or none can. -#}
{% macro check_transaction_rows() %}
    {% if not execute or flags.WHICH not in ("build", "run") %}{{ return("") }}{% endif %}
    {% set counts = run_query(
        "select count(*), count(*) filter (where not is_readable), min(purchased_on) from "
        ~ this
    )[0] %}
    {% if counts[0] == counts[1] %}
        {% do stop_with(
            "`segmentation.transactions.location: " ~ transaction_settings().location
            ~ "` holds no transaction with a customer, a date and an amount; give a file with"
            ~ " at least one, or correct the names of its columns."
        ) %}
    {% elif counts[1] > counts[0] * var("max_rejected_share") %}
        {% do stop_with(
            counts[1] ~ " of " ~ counts[0] ~ " transactions have no customer, date or amount"
            ~ " that can be read; correct the file or the columns in"
            ~ " `segmentation.transactions`, or allow more in var `max_rejected_share`."
        ) %}
    {% endif %}
    {% set as_of = transaction_settings().get("as_of", "latest") | string %}
    {% if as_of != "latest" and counts[2] is not none and as_of < counts[2] | string %}
        {% do stop_with(
            "Var `segmentation.transactions.as_of` is " ~ as_of ~ ", before the first"
            ~ " transaction of " ~ counts[2] ~ "; give a later date, or latest."
        ) %}
    {% endif %}
{% endmacro %}


{#- The date up to which transactions count: the one given, or the latest that is not in the
    future, which a slip of the pen would be. -#}
{% macro transactions_as_of(transactions) -%}
    {%- set as_of = transaction_settings().get("as_of", "latest") | string -%}
    {%- if as_of != "latest" -%}
    cast({{ lit(as_of) }} as date)
    {%- else -%}
    (
        select max(purchased_on)
        from {{ transactions }}
        where purchased_on <= current_date
    )
    {%- endif -%}
{%- endmacro %}


{#- Steps that sum transactions up per customer, after CTEs `transactions` (customer_id,
    purchased_on, amount) and `moments` (as_of); the last is the CTE `summarised`, one row per
    as_of and customer.

    What is booked on one day is one purchase, a return reduces its amount, and a day of which
    nothing remains is still a day of purchase: as `lifetimes` counts. -#}
{% macro summarised_transactions() %}
purchase_days as (
    select
        customer_id,
        purchased_on,
        sum(amount) as amount
    from transactions
    group by customer_id, purchased_on
),

first_days as (
    select
        customer_id,
        min(purchased_on) as first_purchase_on
    from purchase_days
    group by customer_id
),

summarised as (
    select
        moments.as_of,
        purchase_days.customer_id,
        first_days.first_purchase_on,
        max(purchase_days.purchased_on) as last_purchase_on,
        count(*) as purchase_count,
        count(*) - 1 as repeat_purchase_count,
        {{ days_between("first_days.first_purchase_on", "max(purchase_days.purchased_on)") }}
            as active_days,
        {{ days_between("max(purchase_days.purchased_on)", "moments.as_of") }}
            as days_since_last_purchase,
        {{ days_between("first_days.first_purchase_on", "moments.as_of") }} as tenure_days,
        cast(sum(purchase_days.amount) as double) as total_amount,
        cast(sum(purchase_days.amount) as double) / count(*) as mean_purchase_amount,
        coalesce(
            cast(sum(
                case
                    when purchase_days.purchased_on > first_days.first_purchase_on
                        then purchase_days.amount
                end
            ) as double) / nullif(count(*) - 1, 0),
            0.0
        ) as mean_repeat_amount
    from purchase_days
    inner join first_days on purchase_days.customer_id = first_days.customer_id
    inner join moments on purchase_days.purchased_on <= moments.as_of
    group by moments.as_of, purchase_days.customer_id, first_days.first_purchase_on
)
{% endmacro %}
