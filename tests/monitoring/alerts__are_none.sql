-- Nothing that is watched is beyond its limit; var `monitoring` says whether this warns
-- or fails.
{{ config(severity=monitoring_settings().alerts) }}

select * from {{ ref("alerts") }}
