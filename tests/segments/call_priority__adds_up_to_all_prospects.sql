-- Every prospect is in one cell, and what is expected of all cells is what is expected
-- of all prospects.
{{ config(enabled=has_segments() and has_contacts()) }}

with

cells as (
    select
        coalesce(sum(prospect_count), 0) as prospect_count,
        coalesce(sum(expected_subscriptions), 0) as expected_subscriptions
    from {{ ref("call_priority") }}
),

prospects as (
    select
        count(*) as all_prospects,
        coalesce(sum(subscription_probability), 0) as all_expected
    from {{ ref("predictions") }}
    where split = 'score'
)

select
    cells.*,
    prospects.*
from cells
cross join prospects
where
    cells.prospect_count <> prospects.all_prospects
    or abs(cells.expected_subscriptions - prospects.all_expected) > 1e-6
