{#- Stops where the rows just read cannot be meant: runs inside the transaction of the model
    that read them, so the rows of an earlier build stay as they were. -#}
{% macro check_contact_rows() %}
    {% if not execute or flags.WHICH not in ("build", "run") %}{{ return("") }}{% endif %}
    {% set outcome = var("outcome") %}
    {% set outcome_column = adapter.quote(outcome.column) %}
    {% set label = "lower(trim(cast(" ~ outcome_column ~ " as varchar)))" %}
    {% set positive = lit(outcome.positive | string | lower) %}
    {% set negative = lit(outcome.negative | string | lower) %}

    {% set roles = run_query(
        "select distinct source_role from " ~ this
    ).columns[0].values() | list %}
    {% for role in contact_sources() | map(attribute="role") | unique if role not in roles %}
        {% do stop_with(
            "`" ~ role ~ ": " ~ var(role) ~ "` holds a header and no rows; give a file with"
            ~ " at least one row."
        ) %}
    {% endfor %}

    {% if var("contact_key") %}
        {% set duplicates = run_query(
            "select " ~ adapter.quote(var("contact_key")) ~ ", count(*), min(source_name),"
            ~ " min(source_row), max(source_row) from " ~ this
            ~ " where read_error is null group by 1 having count(*) > 1"
            ~ " order by 4 limit 1"
        ) %}
        {% if duplicates | length %}
            {% set duplicate = duplicates[0] %}
            {% do stop_with(
                "The key `" ~ var("contact_key") ~ "` is not unique: value "
                ~ duplicate[0] ~ " stands in " ~ duplicate[1] ~ " rows, of "
                ~ duplicate[2] ~ " rows " ~ duplicate[3] ~ " and " ~ duplicate[4]
                ~ " among them. Remove the repeated rows, or name the column that is unique"
                ~ " in var `contact_key`."
            ) %}
        {% endif %}
    {% endif %}

    {% do check_rejected_share() %}
    {% set wrong_labels = run_query(
        "select " ~ outcome_column ~ ", source_name, source_row from " ~ this
        ~ " where read_error is null and " ~ label ~ " not in ("
        ~ positive ~ ", " ~ negative ~ ", " ~ missing_token_list() ~ ")"
        ~ " order by row_position limit 1"
    ) %}
    {% if wrong_labels | length %}
        {% set wrong = wrong_labels[0] %}
        {% do stop_with(
            "Row " ~ wrong[2] ~ " of " ~ wrong[1] ~ " has the outcome `" ~ wrong[0]
            ~ "` in column `" ~ outcome.column ~ "`; it must be `" ~ outcome.positive
            ~ "`, `" ~ outcome.negative ~ "` or empty. Correct the row, or var `outcome`."
        ) %}
    {% endif %}

    {% if var("model") | string not in ("auto", "train") %}
        {# A saved model needs nothing to learn from. #}
        {{ return("") }}
    {% endif %}
    {% set outcomes = run_query(
        "select count(*) filter (where " ~ label ~ " = " ~ positive ~ "),"
        ~ " count(*) filter (where " ~ label ~ " = " ~ negative ~ ") from " ~ this
        ~ " where read_error is null"
    )[0] %}
    {% for count, label_name in [
        (outcomes[0], outcome.positive), (outcomes[1], outcome.negative)
    ] if count == 0 %}
        {% do stop_with(
            "No row of `contacts: " ~ var("contacts") ~ "` has the outcome `" ~ label_name
            ~ "` in column `" ~ outcome.column ~ "`, so there is nothing to learn from;"
            ~ " give contacts of both outcomes, or correct var `outcome`."
        ) %}
    {% endfor %}
{% endmacro %}


{#- Stops where too many rows cannot be read: then it is the file or its settings that are
    wrong. -#}
{% macro check_rejected_share() %}
    {% set rejected = run_query(
        "select count(reason), count(*), min(reason) from (select " ~ rejection_reason()
        ~ " as reason from " ~ this ~ ")"
    )[0] %}
    {% if rejected[0] > rejected[1] * var("max_rejected_share") %}
        {% do stop_with(
            rejected[0] ~ " of " ~ rejected[1] ~ " rows cannot be read, for instance because "
            ~ rejected[2] ~ "; correct the file or the kinds in var `features`, or allow more"
            ~ " in var `max_rejected_share`."
        ) %}
    {% endif %}
{% endmacro %}


{#- The texts that mean "not known", lowered, as a list of SQL literals. -#}
{% macro missing_token_list() -%}
    {%- for token in var("missing_tokens") -%}
    {{ lit(token | lower) }}{{ ", " if not loop.last }}
    {%- else -%} '' {%- endfor -%}
{%- endmacro %}
