-- Folds are numbered without a gap; those of a stratified protocol measure each
-- labelled contact once, those of other ones the same contacts for every model;
-- contacts ranked together are those of the folds.

with

protocol_folds as (
    select * from {{ ref("protocol_folds") }}
),

contacts as (
    select count(*) as contact_count
    from {{ ref("int_protocol_contacts") }}
),

folds as (
    select
        protocol_folds.protocol,
        protocol_folds.model,
        protocol_folds.uses_calendar,
        settings.split_method,
        count(protocol_folds.fold) as fold_count,
        max(protocol_folds.fold) as last_fold,
        sum(
            case when protocol_folds.scope = 'fold' then protocol_folds.test_count end
        ) as test_count,
        sum(
            case when protocol_folds.scope = 'pooled' then protocol_folds.test_count end
        ) as pooled_count
    from protocol_folds
    inner join {{ ref("int_protocol_settings") }} as settings
        on protocol_folds.protocol = settings.protocol
    group by
        protocol_folds.protocol,
        protocol_folds.model,
        protocol_folds.uses_calendar,
        settings.split_method
),

compared as (
    select
        folds.*,
        contacts.contact_count,
        max(folds.test_count) over (partition by folds.protocol) as most_test_count
    from folds
    cross join contacts
)

select *
from compared
where
    fold_count <> last_fold
    or test_count <> most_test_count
    or (split_method = 'stratified' and test_count <> contact_count)
    or (pooled_count is not null and pooled_count <> test_count)
    or (pooled_count is null) <> (split_method <> 'rolling')
