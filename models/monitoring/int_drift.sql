-- One row per feature, or the score, x period x what it is compared with.
-- key: feature, period, compared_with

with

trained as (
    select
        feature,
        code,
        contact_count
    from {{ ref("training_statistics") }}
),

-- What the model was fitted on cannot tell whether others are like it.
watched as (
    select
        feature,
        period,
        code,
        sum(contact_count) as contact_count,
        sum(missing_count) as missing_count
    from {{ ref("int_code_counts") }}
    where split <> 'train'
    group by feature, period, code
    union all
    select
        {{ lit(score_name()) }} as feature,
        period,
        score_decile as code,
        count(*) as contact_count,
        0 as missing_count
    from {{ ref("int_watched_predictions") }}
    group by period, score_decile
),

periods as (
    select
        feature,
        period,
        sum(contact_count) as contact_count,
        sum(missing_count) as missing_count,
        sum(contact_count) filter (where code = 0) as unknown_count,
        lag(period) over (partition by feature order by period) as period_before
    from watched
    group by feature, period
),

populations as (
    select
        feature,
        'training' as population,
        code,
        contact_count
    from trained
    union all
    select
        feature,
        period as population,
        code,
        contact_count
    from watched
),

comparisons as (
    select
        feature,
        period,
        'training' as compared_with
    from periods
    where feature in (select trained.feature from trained)
    union all
    select
        feature,
        period,
        period_before as compared_with
    from periods
    where period_before is not null
),

-- A contact here, or there, per row: levels that neither has drop out by themselves.
sides as (
    select
        comparisons.*,
        populations.code,
        populations.contact_count as found_count,
        0 as expected_count
    from comparisons
    inner join populations
        on
            comparisons.feature = populations.feature
            and comparisons.period = populations.population
    union all
    select
        comparisons.*,
        populations.code,
        0 as found_count,
        populations.contact_count as expected_count
    from comparisons
    inner join populations
        on
            comparisons.feature = populations.feature
            and comparisons.compared_with = populations.population
),

cells as (
    select
        feature,
        period,
        compared_with,
        code,
        cast(sum(found_count) as double) as found,
        cast(sum(expected_count) as double) as expected
    from sides
    group by feature, period, compared_with, code
    having sum(found_count + expected_count) > 0
),

sized as (
    select
        *,
        sum(found) over of_comparison as n,
        sum(expected) over of_comparison as m,
        count(*) over of_comparison as k
    from cells
    window of_comparison as (partition by feature, period, compared_with)
),

-- Half a contact more on each level: for the index an empty one is no infinite shift.
-- For the test, levels that would hold fewer than two contacts by chance are one.
shares as (
    select
        *,
        case when (found + expected) * least(n, m) / (n + m) >= 2 then code end
            as frequent_code,
        found / n as q,
        expected / m as p,
        (found + 0.5) / (n + 0.5 * k) as smooth_q,
        (expected + 0.5) / (m + 0.5 * k) as smooth_p
    from sized
),

-- Population stability index (Siddiqi 2006) and Jensen-Shannon distance in nats (Lin
-- 1991; scipy's `jensenshannon`).
distances as (
    select
        feature,
        period,
        compared_with,
        max(n) as n,
        max(m) as m,
        max(k) as k,
        sum((smooth_q - smooth_p) * ln(smooth_q / smooth_p)) as psi,
        sqrt(greatest(sum(
            case when p > 0 then p * ln(2 * p / (p + q)) else 0 end
            + case when q > 0 then q * ln(2 * q / (p + q)) else 0 end
        ) / 2, 0)) as js_distance
    from shares
    group by feature, period, compared_with
),

pooled as (
    select
        feature,
        period,
        compared_with,
        n,
        m,
        frequent_code,
        sum(found) as found,
        sum(expected) as expected
    from shares
    group by feature, period, compared_with, n, m, frequent_code
),

-- Chi-square of the two rows of counts (Pearson 1900).
statistics as (
    select
        feature,
        period,
        compared_with,
        count(*) as c,
        max(n) + max(m) as total,
        max(n + m) * (1 / max(n) + 1 / max(m)) - 4 as row_excess,
        max(n + m) * sum(1 / (found + expected)) - power(count(*), 2) as column_excess,
        sum(
            power(found * sqrt(m / n) - expected * sqrt(n / m), 2) / (found + expected)
        ) as chi_square
    from pooled
    group by feature, period, compared_with
),

-- Its mean and variance where both rows are drawn from the same contacts, for any
-- counts, small ones too (Haldane 1940; Dawson 1954).
moments as (
    select
        *,
        (c - 1) * total / (total - 1) as mean,
        2 * total / (total - 3)
        * ((total - 2) / (total - 1) - row_excess / (total - 2))
        * ((c - 1) * (total - c) / (total - 1) - column_excess / (total - 2))
        + power(total / (total - 2), 2) / (total - 1) * row_excess * column_excess
            as variance
    from statistics
    where total > 3
),

-- Chi-square stretched to that mean and variance, as a normal variable.
tested as (
    select
        feature,
        period,
        compared_with,
        {{ chi_square_as_normal(
            "2 * mean * chi_square / variance", "2 * power(mean, 2) / variance"
        ) | indent(8) }} as z
    from moments
    where c > 1 and variance > 0
)

select
    distances.feature,
    distances.period,
    distances.compared_with,
    cast(distances.n as bigint) as contact_count,
    cast(distances.m as bigint) as compared_count,
    cast(distances.k as integer) as code_count,
    distances.psi,
    case
        when distances.k > 1
            then
                (1 / distances.n + 1 / distances.m)
                * {{ chi_square_bound("distances.k - 1") | indent(16) }}
        else 0
    end as psi_noise_floor,
    distances.js_distance,
    coalesce({{ normal_tail("tested.z") | indent(4) }}, 1) as chance,
    {{ share("periods.missing_count", "periods.contact_count") }} as missing_share,
    {{ share(
        "coalesce(periods.unknown_count, 0) - periods.missing_count",
        "periods.contact_count"
    ) }} as unseen_share
from distances
inner join periods
    on
        distances.feature = periods.feature
        and distances.period = periods.period
left join tested
    on
        distances.feature = tested.feature
        and distances.period = tested.period
        and distances.compared_with = tested.compared_with
