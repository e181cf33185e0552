-- One row: the model that scores.
-- key: none, there is exactly one row
{%- set requested = var("model") | string %}
-- The check reads: depends_on: {{ ref("model_terms") }}, {{ ref("model_levels") }}
{%- if execute and flags.WHICH in ("build", "run") %}
{%- do check_requested_model(requested, ref("models")) %}
{%- endif %}

with

models as (
    select
        model_id,
        trained_at
    from {{ ref("models") }}
),

requests as (
    select
        model_id,
        requested_at
    from {{ ref("fitted_models") }}
),

chosen as (
    select
        models.model_id,
        models.trained_at,
        {% if requested in ("auto", "train") -%}
        case
            when requests.requested_at = models.trained_at then 'trained in this build'
            else 'loaded: it has the fingerprint of these rows, vars and libraries'
        end as reason
        {%- else -%}
        'loaded: var `model` names it' as reason
        {%- endif %}
    from models
    inner join requests on models.model_id = requests.model_id
    {% if requested not in ("auto", "train") -%}
    where models.model_id = {{ lit(requested) }}
    {%- endif %}
    order by requests.requested_at desc, models.model_id
    limit 1
)

select * from chosen
