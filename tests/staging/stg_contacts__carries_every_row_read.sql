-- Every row of the sources is a contact or a rejected row: none is lost, none is
-- doubled.

select
    (select count(*) from {{ ref("base_contact_rows") }}) as read_count,
    (select count(*) from {{ ref("stg_contacts") }}) as contact_count,
    (select count(*) from {{ ref("stg_rejected_contacts") }}) as rejected_count
where contact_count + rejected_count <> read_count
