-- One row: what segments are asked for.
-- key: none, there is exactly one row
-- So that a selection such as `stg_contacts+` has it as the vars say now:
-- depends_on: {{ ref("int_segmentation_customers") }}
{{ config(materialized="view", enabled=has_segments()) }}
{%- set settings = segmentation() %}

select
    {{ lit(settings.load) }} as requested_segmentation,
    {{ lit(tojson({
        "measures": {
            "recency": settings.recency,
            "frequency": settings.frequency,
            "monetary": settings.monetary,
        },
        "scores": settings.scores,
        "count": settings.count,
        "counts": settings.counts,
        "starts": settings.starts,
        "resamples": settings.resamples,
        "smallest_share": settings.smallest_share,
        "random_state": var("random_state"),
    }, sort_keys=true)) }} as settings
