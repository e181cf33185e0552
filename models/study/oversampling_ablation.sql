-- One row per way to treat the imbalance and ratio: means over the same folds.
-- key: method, ratio
{%- set measures = [
    "roc_auc", "average_precision", "ece_uncalibrated", "ece_calibrated", "recall",
    "precision", "called_share",
] %}

with

ablation_folds as (
    select * from {{ ref("ablation_folds") }}
),

averaged as (
    select
        method,
        nullif(ratio, cast('nan' as double)) as ratio,
        count(*) as fold_count,
        {%- for measure in measures %}
        avg({{ measure }}) as {{ measure }},
        stddev_samp({{ measure }}) as {{ measure }}_deviation
        {{- "," if not loop.last }}
        {%- endfor %}
    from ablation_folds
    group by method, nullif(ratio, cast('nan' as double))
)

select * from averaged
