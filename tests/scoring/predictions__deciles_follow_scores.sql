-- A contact in a better decile never has a lower score than one in a worse decile.

with

deciles as (
    select
        model_id,
        score_decile,
        min(log_odds) as lowest_log_odds,
        max(log_odds) as highest_log_odds
    from {{ ref("predictions") }}
    group by model_id, score_decile
),

compared as (
    select
        *,
        min(lowest_log_odds) over (
            partition by model_id order by score_decile
            rows between unbounded preceding and 1 preceding
        ) as lowest_of_better_deciles
    from deciles
)

select *
from compared
where highest_log_odds > lowest_of_better_deciles
