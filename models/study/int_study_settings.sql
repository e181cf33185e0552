-- One row: what the experiments are asked for.
-- key: none, there is exactly one row
{{ config(materialized="view") }}
{%- set policy = active_policy() if active_policy() != "fixed" else "f_beta" %}

select
    {{ lit(policy) }} as policy,
    {{ lit(tojson(threshold_policies().get(policy | string))) }} as demand
