-- One row: what the experiments are asked for.
-- key: none, there is exactly one row
{{ config(materialized="view") }}

select
    {{ lit(active_policy() if active_policy() != "fixed" else "f_beta") }} as policy,
    {{ lit(tojson(
        threshold_policies()[active_policy() if active_policy() != "fixed" else "f_beta"]
    )) }} as demand
