{#- The `counts` of all rows of a model and split, or of each group of them, add up to
    the contacts of that split whose outcome is known.

    counts: a SQL expression; group_by: further columns, each group of which adds up on
      its own. A split without rows is returned too. Without any outcome, what was
      measured before stays.
    returns: model, split, group, the sum and what it should be. -#}
{% test adds_up_to_labelled_contacts(model, counts, group_by=[]) %}

with

labelled as (
    select
        model_id,
        split,
        count(*) as labelled_count
    from {{ ref("int_labelled_predictions") }}
    group by model_id, split
),

sums as (
    select
        model_id,
        split,
        {%- for column in group_by %}
        {{ column }},
        {%- endfor %}
        sum({{ counts }}) as counted
    from {{ model }}
    group by {{ (["model_id", "split"] + group_by) | join(", ") }}
)

select
    sums.*,
    labelled.model_id as labelled_model_id,
    labelled.split as labelled_split,
    labelled.labelled_count
from sums
full join labelled
    on sums.model_id = labelled.model_id and sums.split = labelled.split
where
    sums.counted is distinct from labelled.labelled_count
    and exists (select 1 from labelled)

{% endtest %}
