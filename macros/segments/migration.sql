{#- How customers are followed from one period to the next.
    returns: {periods: moments | months | builds, is_by_customer}

    Transactions tell of each customer at two moments; contacts have a month, and a customer
    is known again where `segmentation.customer` says who it is; without dates, this build is
    compared with the one before, by customer where contacts have a key. -#}
{% macro migration_method() %}
    {% if has_transactions() %}
        {{ return({"periods": "moments", "is_by_customer": true}) }}
    {% elif var("contact_date") is mapping %}
        {{ return({
            "periods": "months", "is_by_customer": segmentation().customer is not none
        }) }}
    {% endif %}
    {{ return({"periods": "builds", "is_by_customer": key_columns() | length > 0}) }}
{% endmacro %}


{#- The customers' segments as the build before left them, where they are compared with. -#}
{% macro earlier_customer_segments() %}
    {% if not execute or migration_method().periods != "builds" %}{{ return(none) }}{% endif %}
    {{ return(adapter.get_relation(
        database=this.database, schema=this.schema, identifier="customer_segments"
    )) }}
{% endmacro %}
