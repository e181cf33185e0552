-- Oversampling adds and never alters: every train row is there once, with its own
-- codes and outcome, and no row of another split is. What it adds belongs to the
-- minority, has codes that train rows have, and is no more than var `oversampling` asks
-- for. Where var `model` names a model nothing is trained, and the table is empty.
{%- set is_trained = var("model") | string in ("auto", "train") %}
{%- set features = model_features() | map(attribute="name") | list %}

with

train_rows as (
    select
        contact_id,
        {%- for feature in features %}
        {{ feature }}_code,
        {%- endfor %}
        is_subscriber
    from {{ ref("int_training_rows") }}
    where split = 'train'{{ " and false" if not is_trained }}
),

real_rows as (
    select
        contact_id,
        {%- for feature in features %}
        {{ feature }}_code,
        {%- endfor %}
        is_subscriber
    from {{ ref("balanced_training_rows") }}
    where is_synthetic is distinct from true
),

synthetic_rows as (
    select *
    from {{ ref("balanced_training_rows") }}
    where is_synthetic
),

missing_rows as (
    select * from train_rows
    except all
    select * from real_rows
),

other_rows as (
    select * from real_rows
    except all
    select * from train_rows
),

classes as (
    select
        count(*) filter (where is_subscriber) * 2 <= count(*) as is_minority_subscriber,
        abs(count(*) - 2 * count(*) filter (where is_subscriber)) as majority_lead,
        (count(*) + majority_lead) / 2 as majority_count
    from train_rows
),

faults as (
    select
        'a train row is missing or altered' as fault,
        count(*) as row_count
    from missing_rows
    union all
    select
        'a row is of no train contact, altered or doubled' as fault,
        count(*) as row_count
    from other_rows
    union all
    select
        'a synthetic row is of the majority, or of a contact' as fault,
        count(*) as row_count
    from synthetic_rows
    cross join classes
    where
        synthetic_rows.is_subscriber is distinct from classes.is_minority_subscriber
        or synthetic_rows.contact_id is not null
    {%- for feature in features %}
    union all
    select
        'a synthetic row has a {{ feature }} that no train row has' as fault,
        count(*) as row_count
    from synthetic_rows
    where
        {{ feature }}_code not in (
            select train_rows.{{ feature }}_code
            from train_rows
        )
    {%- endfor %}
    union all
    -- Minority rows per majority row afterwards, where that is more than before.
    select
        'more synthetic rows than the ratio asks for' as fault,
        count(*) as row_count
    from synthetic_rows
    cross join classes
    having
        count(*) > greatest(
            max(classes.majority_lead) - max(classes.majority_count) * (
                1 - {{ var("oversampling").get("ratio", 0.2)
                    if var("oversampling").method != "none" else 0 }}
            ) + 1,
            0
        )
)

select *
from faults
where row_count > 0
