-- One row per row of the sources that could not be read or typed.
-- key: source_name, source_row

with

source as (
    select * from {{ ref("base_typed_contacts") }}
),

renamed as (
    select
        source_name,
        source_row,
        reason,
        coalesce(raw_line, cast(raw_values as string)) as raw_line
    from source
    where reason is not null
)

select * from renamed
