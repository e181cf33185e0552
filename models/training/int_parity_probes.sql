-- One row per probe: a contact on which SQL and the estimator must agree.
-- key: probe_id
{{ config(materialized="table") }}

with

-- Real contacts, the same ones in every build, as they are.
sampled_contacts as (
    select
        contact_id,
        {%- for feature in model_features() %}
        {{ plain_value(feature) }} as {{ feature.name }},
        {%- endfor %}
        md5('parity' || cast(contact_id as string)) as sample_hash
    from {{ ref("int_training_contacts") }}
    order by sample_hash, contact_id
    limit 200
),

ranked_contacts as (
    select
        *,
        row_number() over (order by sample_hash, contact_id) as sample_rank
    from sampled_contacts
),

-- Values that sampled contacts may not reach: each replaces one value of one of them.
replacements as (
    -- On each bin edge, and as close below it as a double can be.
    select
        feature,
        'edge' as probe,
        cast(null as string) as text_value,
        lower_bound as number_value
    from {{ ref("int_feature_levels") }}
    where lower_bound is not null
    union all
    select
        feature,
        'below edge' as probe,
        cast(null as string) as text_value,
        {{ just_below("lower_bound") }} as number_value
    from {{ ref("int_feature_levels") }}
    where lower_bound is not null
    union all
    -- Every level, however rare.
    select
        feature,
        'level' as probe,
        level as text_value,
        cast(null as double) as number_value
    from {{ ref("int_feature_levels") }}
    where level is not null
    union all
    select
        features.feature,
        probes.probe,
        probes.text_value,
        probes.number_value
    from {{ ref("int_features") }} as features
    inner join (
        values
        ('missing', true, null, cast(null as double)),
        ('missing', false, null, null),
        ('far below', true, null, -1e12),
        ('far above', true, null, 1e12),
        ('never seen', false, 'never seen in training', null)
    ) as probes (probe, is_number, text_value, number_value)
        on features.is_number = probes.is_number
),

numbered_replacements as (
    select
        *,
        row_number() over (
            order by feature, probe, number_value, text_value
        ) as replacement_rank
    from replacements
),

replaced_contacts as (
    select
        200 + numbered_replacements.replacement_rank as probe_id,
        numbered_replacements.feature || ': ' || numbered_replacements.probe as probe,
        {%- for feature in model_features() %}
        case
            when numbered_replacements.feature = {{ lit(feature.name) }}
                then numbered_replacements  -- noqa: RF02
                    .{{ "number_value" if is_number(feature) else "text_value" }}
            else ranked_contacts.{{ feature.name }}
        end as {{ feature.name }}
        {{- "," if not loop.last }}
        {%- endfor %}
    from numbered_replacements
    inner join ranked_contacts
        -- Every replacement meets some contact, also where there are fewer than 200.
        on
            ranked_contacts.sample_rank = 1 + numbered_replacements.replacement_rank % (
                select least(count(*), 200) from ranked_contacts
            )
),

nothing_known as (
    select
        0 as probe_id,
        'nothing known' as probe,
        {%- for feature in model_features() %}
        {{ plain_value(feature, "null") }} as {{ feature.name }}
        {{- "," if not loop.last }}
        {%- endfor %}
),

contacts_as_they_are as (
    select
        sample_rank as probe_id,
        'contact ' || contact_id as probe,
        {%- for feature in model_features() %}
        {{ feature.name }}{{ "," if not loop.last }}
        {%- endfor %}
    from ranked_contacts
),

probes as (
    select * from contacts_as_they_are
    union all
    select * from replaced_contacts
    union all
    select * from nothing_known
)

select * from probes
