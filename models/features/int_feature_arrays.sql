-- One row: the fitted levels and bin edges as arrays.
-- key: none, there is exactly one row
{{ config(materialized="table") }}

{{ feature_arrays(ref("int_feature_levels")) }}
