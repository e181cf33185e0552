-- The probes of the active model reach every bin edge, the last number below it, every
-- level, and for every feature what is missing, never seen or out of range; beside them
-- real contacts and one of whom nothing is known. A parity that was not tried there
-- would prove nothing. What training absorbed is scored nowhere.

with

active_levels as (
    select
        model_levels.feature,
        model_levels.level is null as is_number,
        count(model_levels.level) as level_count,
        count(model_levels.lower_bound) as edge_count
    from {{ ref("model_levels") }} as model_levels
    inner join {{ ref("active_model") }} as active_model
        on model_levels.model_id = active_model.model_id
    where model_levels.feature <> {{ lit(absorbed_term()) }}
    group by model_levels.feature, is_number
),

expected as (
    select
        active_levels.feature || ': ' || kinds.kind as probe,
        case kinds.kind
            when 'level' then active_levels.level_count
            when 'edge' then active_levels.edge_count
            when 'below edge' then active_levels.edge_count
            else 1
        end as expected_count
    from active_levels
    inner join (
        values
        ('edge', true),
        ('below edge', true),
        ('far below', true),
        ('far above', true),
        ('missing', true),
        ('missing', false),
        ('level', false),
        ('never seen', false)
    ) as kinds (kind, is_number)
        on active_levels.is_number = kinds.is_number
    union all
    select
        'nothing known' as probe,
        1 as expected_count
    union all
    select
        'contact' as probe,
        1 as expected_count
),

probed as (
    select
        case when probe like 'contact %' then 'contact' else probe end as kind,
        count(*) as probe_count
    from {{ ref("scoring_parity") }}
    group by kind
)

select
    expected.probe,
    expected.expected_count,
    coalesce(probed.probe_count, 0) as probe_count
from expected
left join probed on expected.probe = probed.kind
where coalesce(probed.probe_count, 0) < expected.expected_count
