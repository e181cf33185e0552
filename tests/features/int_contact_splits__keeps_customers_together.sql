-- All labelled rows of a customer, whom `split.by` names, are in one split.
select {{ split_key() }}
from {{ ref("int_contact_splits") }}
where is_subscriber is not null
group by {{ split_key() }}
having count(distinct split) > 1
