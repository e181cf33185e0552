-- One row per protocol, model, use of the calendar and scope, beside published ones.
-- key: protocol, model, uses_calendar, scope
{%- set measures = ["average_precision", "alift", "log_loss", "brier", "ece"] %}

with

protocol_folds as (
    select * from {{ ref("protocol_folds") }}
),

protocols as (
    select
        protocol,
        protocol_rank,
        uses_calendar,
        case
            when split_method = 'rolling' then 'pooled' else 'fold'
        end as published_scope
    from {{ ref("int_protocol_settings") }}
),

-- Published figures are of one file, known by its contacts and subscribers.
data_set as (
    select
        count(*) = 45211
        and count(*) filter (where is_subscriber) = 5289 as is_bank_full
    from {{ ref("int_protocol_contacts") }}
),

published_results as (
    select
        protocol,
        model,
        value,
        is_same_data,
        source
    from {{ ref("published_results") }}
    where metric = 'roc_auc'
),

ranked_results as (
    select
        published_results.*,
        row_number() over (
            partition by published_results.protocol
            order by published_results.value desc, published_results.model
        ) as published_rank
    from published_results
    cross join data_set
    where data_set.is_bank_full
),

best_published as (
    select *
    from ranked_results
    where published_rank = 1
),

measured as (
    select
        protocol,
        model,
        uses_calendar,
        scope,
        model = 'customer_segmentation' as is_ours,
        count(*) as fold_count,
        cast(sum(test_count) as bigint) as test_count,
        avg(roc_auc) as roc_auc,
        stddev_samp(roc_auc) as roc_auc_deviation,
        {%- for measure in measures %}
        avg({{ measure }}) as {{ measure }},
        {%- endfor %}
        {{ collected("roc_auc", "fold", "true") }} as fold_roc_aucs
    from protocol_folds
    group by protocol, model, uses_calendar, scope
),

compared as (
    select
        protocols.protocol_rank,
        measured.protocol,
        measured.model,
        measured.uses_calendar,
        measured.scope,
        measured.fold_count,
        measured.test_count,
        measured.roc_auc,
        measured.roc_auc_deviation,
        {%- for measure in measures %}
        measured.{{ measure }},
        {%- endfor %}
        measured.fold_roc_aucs,
        measured.is_ours
        and measured.uses_calendar = protocols.uses_calendar as is_default,
        max(case when not measured.is_ours then measured.roc_auc end) over (
            partition by measured.protocol, measured.scope
        ) as best_other_roc_auc,
        best_published.model as published_model,
        best_published.value as published_roc_auc,
        best_published.is_same_data as is_published_on_same_data,
        best_published.source as published_source,
        case
            when best_published.is_same_data
                then measured.roc_auc - best_published.value
        end as difference
    from measured
    inner join protocols on measured.protocol = protocols.protocol
    left join best_published
        on
            measured.protocol = best_published.protocol
            and measured.scope = protocols.published_scope
)

select * from compared
