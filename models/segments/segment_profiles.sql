-- One row per segment of the active segmentation.
-- key: segment_id
{{ config(enabled=has_segments()) }}
{%- set profit = threshold_policies().max_profit %}
{%- set z = 1.959963984540054 %}

with

segments as (
    select
        names.segmentation_id,
        names.segment_id,
        names.segment_name,
        centroids.recency,
        centroids.frequency,
        centroids.monetary,
        centroids.train_count,
        centroids.stability,
        centroids.stability_verdict,
        changes.sentence as change
    from {{ ref("segment_names") }} as names
    inner join {{ ref("segment_centroids") }} as centroids
        on
            names.segmentation_id = centroids.segmentation_id
            and names.segment_id = centroids.segment_id
    inner join {{ ref("segment_changes") }} as changes
        on
            names.segmentation_id = changes.segmentation_id
            and names.segment_id = changes.segment_id
    where names.is_active
),

customers as (
    select
        segment_id,
        count(*) as customer_count,
        avg(recency_score) as mean_recency_score,
        avg(frequency_score) as mean_frequency_score,
        avg(monetary_score) as mean_monetary_score
    from {{ ref("customer_segments") }}
    group by segment_id
),

{%- if has_contacts() %}

rates as (
    select
        customer_segments.segment_id,
        count(*) filter (where predictions.is_subscriber is not null) as labelled_count,
        count(*) filter (where predictions.is_subscriber) as subscriber_count,
        avg(predictions.subscription_probability)
            filter (where predictions.is_subscriber is not null) as predicted_rate,
        avg(predictions.subscription_probability) as mean_probability,
        count(*) filter (where predictions.split = 'score') as prospect_count
    from {{ ref("predictions") }} as predictions
    inner join {{ ref("customer_segments") }} as customer_segments
        on predictions.contact_id = customer_segments.contact_id
    group by customer_segments.segment_id
),

-- What each effect adds to the score of a customer, as far as it is among the reasons,
-- in the segment and among all.
effects as (
    select
        customer_segments.segment_id,
        reasons.feature,
        sum(reasons.contribution) as contribution
    from {{ ref("prediction_reasons") }} as reasons
    inner join {{ ref("customer_segments") }} as customer_segments
        on reasons.contact_id = customer_segments.contact_id
    group by customer_segments.segment_id, reasons.feature
),

totals as (
    select sum(customer_count) as customer_count
    from customers
),

overall_effects as (
    select
        effects.feature,
        sum(effects.contribution) / cast(max(totals.customer_count) as double)
            as mean_effect
    from effects
    cross join totals
    group by effects.feature
),

deviations as (
    select
        customers.segment_id,
        overall_effects.feature,
        coalesce(effects.contribution, 0) / cast(customers.customer_count as double)
        - overall_effects.mean_effect as deviation
    from customers
    cross join overall_effects
    left join effects
        on
            customers.segment_id = effects.segment_id
            and overall_effects.feature = effects.feature
),

ranked_effects as (
    select
        *,
        row_number() over (
            partition by segment_id order by abs(deviation) desc, feature
        ) as effect_rank
    from deviations
),

marking_effects as (
    select
        segment_id,
        {%- for n in (1, 2, 3) %}
        max(
            case
                when effect_rank = {{ n }}
                    then feature || ': ' || {{ fixed_text("deviation", 2, "+") }}
            end
        ) as effect_{{ n }}{{ "," if not loop.last }}
        {%- endfor %}
    from ranked_effects
    group by segment_id
),
{%- else %}

rates as (
    select
        segment_id,
        cast(0 as bigint) as labelled_count,
        cast(0 as bigint) as subscriber_count,
        cast(null as double) as predicted_rate,
        cast(null as double) as mean_probability,
        cast(0 as bigint) as prospect_count
    from customers
),

marking_effects as (
    select
        segment_id,
        cast(null as string) as effect_1,
        cast(null as string) as effect_2,
        cast(null as string) as effect_3
    from customers
),
{%- endif %}

joined as (
    select
        segments.*,
        coalesce(customers.customer_count, 0) as customer_count,
        sum(customers.customer_count) over () as all_count,
        customers.mean_recency_score,
        customers.mean_frequency_score,
        customers.mean_monetary_score,
        coalesce(rates.labelled_count, 0) as labelled_count,
        coalesce(rates.subscriber_count, 0) as subscriber_count,
        cast(nullif(rates.labelled_count, 0) as double) as n,
        {{ share("rates.subscriber_count", "rates.labelled_count") }} as observed_rate,
        {{ share(
            "sum(rates.subscriber_count) over ()", "sum(rates.labelled_count) over ()"
        ) }} as overall_rate,
        rates.predicted_rate,
        rates.mean_probability,
        coalesce(rates.prospect_count, 0) as prospect_count,
        marking_effects.effect_1,
        marking_effects.effect_2,
        marking_effects.effect_3
    from segments
    left join customers on segments.segment_id = customers.segment_id
    left join rates on segments.segment_id = rates.segment_id
    left join marking_effects on segments.segment_id = marking_effects.segment_id
),

-- The interval of Wilson (1927), which holds for small segments too.
with_interval as (
    select
        *,
        (observed_rate + {{ z ** 2 / 2 }} / n) / (1 + {{ z ** 2 }} / n)
            as wilson_centre,
        {{ z }} * sqrt(
            observed_rate * (1 - observed_rate) / n + {{ z ** 2 / 4 }} / n / n
        ) / (1 + {{ z ** 2 }} / n) as wilson_half_width
    from joined
),

final as (
    select
        segmentation_id,
        segment_id,
        segment_name,
        customer_count,
        {{ share("customer_count", "all_count") }} as customer_share,
        train_count,
        recency,
        frequency,
        monetary,
        mean_recency_score,
        mean_frequency_score,
        mean_monetary_score,
        labelled_count,
        subscriber_count,
        observed_rate,
        -- At its ends the interval is exact, where the difference rounds past them.
        case when observed_rate = 0 then 0.0 else wilson_centre - wilson_half_width end
            as observed_rate_lower_95,
        case when observed_rate = 1 then 1.0 else wilson_centre + wilson_half_width end
            as observed_rate_upper_95,
        predicted_rate,
        {{ share("observed_rate", "overall_rate") }} as lift,
        prospect_count,
        mean_probability * {{ profit.subscription_value }} - {{ profit.call_cost }}
            as expected_profit_per_call,
        effect_1,
        effect_2,
        effect_3,
        stability,
        stability_verdict,
        change
    from with_interval
)

select * from final
