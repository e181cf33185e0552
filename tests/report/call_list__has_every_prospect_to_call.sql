-- Every prospect whom the active policy calls is on the list once, and nobody else, in
-- the order of the scores.

with

called as (
    select
        contact_id,
        row_number() over (order by log_odds desc, contact_id) as call_rank
    from {{ ref("predictions") }}
    where split = {{ split_value("score") }} and is_predicted_subscriber
)

select
    called.contact_id as called_contact_id,
    called.call_rank as expected_rank,
    listed.*
from called
full outer join {{ ref("call_list") }} as listed
    on called.contact_id = listed.contact_id
where called.call_rank is distinct from listed.call_rank
