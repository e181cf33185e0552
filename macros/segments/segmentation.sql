{#- Var `segmentation` with its defaults filled in; these alone where it is `none`, as models
    that are switched off are parsed too. A default measure that the features do not declare is
    not known of anybody: other data sets have others. -#}
{% macro segmentation() %}
    {% set given = var("segmentation") if has_segments() else {} %}
    {% set settings = {
        "transactions": "none",
        "customer": none,
        "scores": 5,
        "count": "auto",
        "counts": [3, 8],
        "starts": 10,
        "resamples": 10,
        "smallest_share": 0.02,
        "load": "auto",
    } %}
    {% set measures = {
        "recency": "days_since_last_purchase",
        "frequency": "purchase_count",
        "monetary": "mean_purchase_amount",
    } if has_transactions() else {
        "recency": "days_since_previous_contact",
        "frequency": "previous_contact_count",
        "monetary": "balance_euros",
    } %}
    {% set columns = model_features(calendar=true) | map(attribute="name") | list %}
    {% for measure, column in measures.items() %}
        {% do settings.update({
            measure: column if has_transactions() or column in columns else "null"
        }) %}
    {% endfor %}
    {% do settings.update(given) %}
    {{ return(settings) }}
{% endmacro %}


{#- Whether there are segments at all. -#}
{% macro has_segments() %}
    {{ return(var("segmentation") is mapping) }}
{% endmacro %}


{#- Whether they come from transactions. -#}
{% macro has_transactions() %}
    {{ return(has_segments() and var("segmentation").get("transactions", "none") is mapping) }}
{% endmacro %}


{#- The settings of the transactions; {} where there are none. -#}
{% macro transaction_settings() %}
    {{ return(var("segmentation").transactions if has_transactions() else {}) }}
{% endmacro %}


{#- Whether there are contacts; without any, the customers are those of the transactions. -#}
{% macro has_contacts() %}
    {{ return(not (
        var("contacts") | string in ("none", "None")
        and var("prospects") | string in ("none", "None")
    )) }}
{% endmacro %}


{#- What customers are measured by. -#}
{% macro segment_measures() %}
    {{ return(["recency", "frequency", "monetary"]) }}
{% endmacro %}


{#- The most segments: assignment is written out for so many. -#}
{% macro most_segments() %}
    {{ return(12) }}
{% endmacro %}


{#- The most scores of a measure. -#}
{% macro most_scores() %}
    {{ return(10) }}
{% endmacro %}
