-- One row: the outcome, as its source and its readers call it.
-- key: none, there is exactly one row
{{ config(materialized="view") }}

select
    {{ lit(var("outcome").column) }} as outcome_column,
    {{ lit(var("outcome").positive) }} as positive_value,
    {{ lit(var("outcome_word")) }} as outcome_word,
    {{ lit(key_columns() | join(", ")) }} as key_columns
