-- The last cut of a split calls everyone and expects the sum of all probabilities, as
-- `split_summary` does; the threshold of the active policy is a cut.

with

cuts as (
    select * from {{ ref("calls_by_cut") }}
),

last_cuts as (
    select
        split,
        max(called_count) as called_count,
        max(expected_subscriber_count) as expected_subscriber_count
    from cuts
    group by split
),

active_thresholds as (
    select
        threshold_log_odds,
        prospect_threshold_log_odds
    from {{ ref("decision_thresholds") }}
    where
        is_active
        and model_id in (
            select active_model.model_id from {{ ref("active_model") }} as active_model
        )
),

called as (
    select
        cuts.split,
        max(cuts.called_count) as called_count
    from cuts
    cross join active_thresholds
    where
        cuts.lowest_log_odds >= case
            when cuts.split = 'score' then active_thresholds.prospect_threshold_log_odds
            else active_thresholds.threshold_log_odds
        end
    group by cuts.split
)

select
    summary.split,
    summary.contact_count,
    last_cuts.called_count as last_called_count,
    summary.called_count,
    called.called_count as active_called_count
from {{ ref("split_summary") }} as summary
inner join last_cuts on summary.split = last_cuts.split
left join called on summary.split = called.split
where
    last_cuts.called_count <> summary.contact_count
    or abs(
        last_cuts.expected_subscriber_count
        - summary.contact_count * summary.mean_probability
    ) > 1e-6 * summary.contact_count
    or coalesce(called.called_count, 0) <> summary.called_count
