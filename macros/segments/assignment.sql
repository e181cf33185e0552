{#- The nearest and the next segment of each row: the steps that follow a CTE or table with
    `recency_units`, `frequency_units` and `monetary_units`; the last is the CTE `assigned`,
    with `cluster_number`, `nearest_square` and `next_square`.

    To each centroid |c|^2 - 2 x.c is compared, as `KMeans.predict` does; all numbers are whole
    and below 2^53, so equal distances are equal, and the first centroid then wins, as there.
    A segmentation of fewer segments has nulls for the others, which `least` passes over.
    Carried columns are qualified, as the parameters of `segment_of` bear their names. -#}
{% macro assigned_segments(relation, segmentation, carried) %}
{%- set numbers = range(1, most_segments() + 1) | list %}
compared as (
    select
        {%- for column in carried %}
        points.{{ column }},
        {%- endfor %}
        points.recency_units * points.recency_units
        + points.frequency_units * points.frequency_units
        + points.monetary_units * points.monetary_units as own_square,
        {%- for n in numbers %}
        segmentation.square_{{ n }} - 2.0 * (
            points.recency_units * segmentation.recency_{{ n }}
            + points.frequency_units * segmentation.frequency_{{ n }}
            + points.monetary_units * segmentation.monetary_{{ n }}
        ) as distance_{{ n }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ relation }} as points
    cross join {{ segmentation }} as segmentation
),

nearest as (
    select
        *,
        least(
            {%- for n in numbers %}distance_{{ n }}{{ ", " if not loop.last }}{% endfor -%}
        ) as nearest_distance
    from compared
),

numbered as (
    select
        *,
        case nearest_distance
            {%- for n in numbers %}
            when distance_{{ n }} then {{ n }}
            {%- endfor %}
        end as cluster_number
    from nearest
),

assigned as (
    select
        {%- for column in carried %}
        numbered.{{ column }},
        {%- endfor %}
        cluster_number,
        own_square + nearest_distance as nearest_square,
        own_square + least(
            {%- for n in numbers %}
            case when cluster_number <> {{ n }} then distance_{{ n }} end
            {{- "," if not loop.last }}
            {%- endfor %}
        ) as next_square
    from numbered
)
{% endmacro %}


{#- A score from the cuts of the active segmentation. 0: never, or not known; 1, the only one,
    where no customer that it was fitted on was known by that measure. -#}
{% macro rfm_score(measure, value, segmentation) -%}
    {%- set above = [] -%}
    {%- for n in range(1, most_scores()) -%}
    {%- do above.append(
        "case when " ~ value ~ " > " ~ segmentation ~ "." ~ measure ~ "_cut_" ~ n
        ~ " then 1 else 0 end"
    ) -%}
    {%- endfor -%}
    case
        when {{ value }}{{ " > 0" if measure == "frequency" else " is not null" }}
            then
                {% if measure == "recency" -%}
                coalesce({{ segmentation }}.recency_score_count, 1) - (
                {%- else -%}
                1 + (
                {%- endif %}
                    {{ above | join("\n                    + ") }}
                )
        else 0
    end
{%- endmacro %}
