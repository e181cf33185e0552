-- One row per contact.
-- key: contact_id
{%- set split = var("split") %}
{#- While dbt parses, the shares are not checked yet. #}
{%- set train_end = split.train_share if execute else 0 %}
{%- set validation_end = train_end + split.validation_share if execute else 0 %}

with

-- The contacts of `stg_contacts`, with the texts beside their categories: scoring looks
-- up those. It waits for the tests there: depends_on: {{ ref("stg_contacts") }}.
contacts as (
    select
        contact_id,
        {%- if customer_column() %}
        {{ customer_key() | indent(8) }} as split_key,
        {%- endif %}
        contacted_on,
        {%- for feature in declared_features() %}
        {{ feature.name }},
        {%- endfor %}
        {%- for feature in read_features() if is_read_as_text(feature) %}
        {{ feature.name }}_text,
        {%- endfor %}
        is_subscriber,
        row_hash
    from {{ ref("base_typed_contacts") }}
    where reason is null
),

{%- if split.method == "chronological" %}

-- Labelled contacts from the oldest to the newest; without a date, in file order.
ranked as (
    select
        contact_id,
        (
            row_number() over (order by contacted_on nulls last, contact_id) - 1
        ) / cast(count(*) over () as double) as older_share
    from contacts
    where is_subscriber is not null
),

split_contacts as (
    select
        contacts.*,
        case
            when ranked.older_share is null then {{ split_value("score") }}
            when ranked.older_share < {{ train_end }}
                then {{ split_value("train") }}
            when ranked.older_share < {{ validation_end }}
                then {{ split_value("validation") }}
            else {{ split_value("test") }}
        end as split
    from contacts
    left join ranked on contacts.contact_id = ranked.contact_id
)
{%- else %}

-- The first six hex digits of the hash, compared as text: the same on every engine.
split_contacts as (
    select
        *,
        case
            when is_subscriber is null then {{ split_value("score") }}
            when {{ split_hash(key=split_key()) }} < {{ hex_share(train_end) }}
                then {{ split_value("train") }}
            when {{ split_hash(key=split_key()) }} < {{ hex_share(validation_end) }}
                then {{ split_value("validation") }}
            else {{ split_value("test") }}
        end as split
    from contacts
)
{%- endif %}

select * from split_contacts
