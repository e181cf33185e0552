{#- Stops where the rows just read cannot be meant: runs inside the transaction of the model
    that read them, so the rows of an earlier build stay as they were. -#}
{% macro check_contact_rows() %}
    {% if not execute or flags.WHICH not in ("build", "run") %}{{ return("") }}{% endif %}
    {% set outcome = var("outcome") %}
    {% set outcome_column = adapter.quote(outcome.column) %}
    {% set label = "lower(trim(cast(" ~ outcome_column ~ " as varchar)))" %}
    {% set positive = lit(outcome.positive | string | lower) %}
    {% set negative = lit(outcome.negative | string | lower) %}

    {% set counts = run_query(
        "select count(*) filter (where source_role = 'contacts'),"
        ~ " count(*) filter (where read_error is not null), count(*) from " ~ this
    )[0] %}
    {% if counts[0] == 0 %}
        {% do stop_with(
            "`contacts: " ~ var("contacts") ~ "` holds a header and no rows; give a file with"
            ~ " at least one row."
        ) %}
    {% endif %}

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


{#- The texts that mean "not known", lowered, as a list of SQL literals. -#}
{% macro missing_token_list() -%}
    {%- for token in var("missing_tokens") -%}
    {{ lit(token | lower) }}{{ ", " if not loop.last }}
    {%- else -%} '' {%- endfor -%}
{%- endmacro %}
