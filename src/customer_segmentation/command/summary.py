"""What a build made, on one screen."""

import math
from pathlib import Path

import duckdb

from customer_segmentation.report.words import Outcome
from customer_segmentation.segments.summary import segments_in_short

COUNTS = """
select
    (select count(*) from staging.base_contact_rows),
    (select count(*) from staging.stg_rejected_contacts),
    (select string_agg(split || ' ' || format('{:,}', contacts), ', ' order by place)
     from (
         select
             split,
             count(*) as contacts,
             list_position(['train', 'validation', 'test', 'score'], split) as place
         from features.int_contact_splits group by split
     ))
"""
#: Of CSV files; none of other sources.
LINES = """
select
    sum(line_count),
    sum(header_line_count),
    sum(row_count),
    sum(inner_line_count),
    sum(empty_line_count)
from staging.base_source_lines
"""
MODEL = """
select
    models.model_id,
    models.algorithm,
    case
        when active_model.is_trained_in_this_build then 'trained in this build'
        else
            'loaded, trained ' || strftime(models.trained_at, '%Y-%m-%d %H:%M')
            || ' UTC'
    end,
    active_model.reason,
    models.train_count,
    models.synthetic_count
from registry.active_model as active_model
inner join registry.models as models on active_model.model_id = models.model_id
"""
METRICS = """
select metric, value
from evaluation.model_metrics
where split = 'test' and value is not null
"""
CONFUSION = """
select
    threshold,
    true_positives + false_positives,
    true_positives,
    true_negatives + false_negatives,
    false_negatives
from evaluation.confusion_matrix
where split = 'test'
"""
PREDICTIONS = """
select
    count(*),
    count(*) filter (where split = 'score'),
    count(*) filter (where split = 'score' and is_predicted_subscriber)
from scoring.predictions
"""
MOVES_PROSPECTS = "from registry.int_active_decision_rule where prospect_shift <> 0"
RECALIBRATION = """
select contact_count, observed_rate, expected_rate
from registry.recalibrations
where is_applied
"""
#: Where another share of calls was expected: features by how far their codes moved.
EXPECTED = """
select thresholds.expected_called_share
from registry.decision_thresholds as thresholds
inner join registry.active_model as active_model
    on thresholds.model_id = active_model.model_id
where thresholds.is_active
"""
MOVED = """
with

codes as (
    from (
        from (
            select split, columns('(.*)_code') as '\\1'
            from scoring.int_scoring_codes
            where split in ('validation', 'score')
        )
        unpivot (code for feature in (columns(* exclude (split))))
    )
),

shares as (
    select
        feature,
        code,
        count(*) filter (split = 'score')
        / sum(count(*) filter (split = 'score')) over (partition by feature) as later,
        count(*) filter (split = 'validation')
        / sum(count(*) filter (split = 'validation')) over (partition by feature)
            as before
    from codes
    group by feature, code
)

select feature, sum(abs(later - before)) / 2 as moved
from shares
group by feature
order by moved desc, feature
limit 3
"""
#: Features of which far more prospects than train contacts are missing or of a level
#: never seen, by the codes of at most so many of them.
UNKNOWN = """
with

known_in_training as (
    select
        levels.feature,
        any_value(models.model_id) as model_id,
        least(1, sum(levels.train_count) / any_value(models.train_count)) as share,
        bool_or(levels.level is not null) as has_levels
    from registry.model_levels as levels
    inner join registry.active_model on levels.model_id = active_model.model_id
    inner join registry.models on levels.model_id = models.model_id
    group by levels.feature
),

codes as (
    from (
        from (
            select columns('(.*)_code') as '\\1'
            from scoring.int_scoring_codes
            where split = 'score'
            limit 200000
        )
        unpivot (code for feature in (columns(*)))
    )
),

unknown as (
    select feature, avg(cast(code = 0 as integer)) as share, count(*) as prospects
    from codes
    group by feature
)

select feature, unknown.share, 1 - known.share, has_levels, model_id
from unknown
inner join known_in_training as known using (feature)
where unknown.share - (1 - known.share)
    > greatest(0.05, 3 * sqrt(known.share * (1 - known.share) / prospects))
order by unknown.share + known.share desc, feature
limit 3
"""
NEVER_SEEN = """
select cast("{0}" as varchar) as level
from features.int_contact_splits
where
    split = 'score'
    and level is not null
    and level not in (
        select levels.level from registry.model_levels as levels
        where feature = '{0}' and model_id = '{1}' and levels.level is not null
    )
group by level
order by count(*) desc, level
limit 1
"""
ALERTS = """
select count(*) over (), sentence
from monitoring.alerts
order by period = 'prospects' desc, value / limit_value desc, sentence
limit 1
"""
VARS = """
select outcome_word, key_columns, has_segments from report.int_report_facts
"""
POLICY = "select policy from registry.decision_thresholds where is_active limit 1"


def summarise(database: Path) -> str:
    """Describe what a build made.

    Parameters
    ----------
    database : Path
        A database in which the whole project was built.

    Returns
    -------
    str
        A dozen lines: rows, model, quality on test rows, where the predictions are.
    """
    with duckdb.connect(str(database), read_only=True) as connection:

        def rows(query: str) -> list[tuple[object, ...]]:
            return connection.execute(query).fetchall()

        [(read, rejected, splits)] = rows(COUNTS)
        [lines_read] = rows(LINES)
        [(model_id, algorithm, origin, reason, trained_on, synthetic)] = rows(MODEL)
        [(scored, prospects, to_call)] = rows(PREDICTIONS)
        [(policy,)] = rows(POLICY)
        [(word, key, has_segments)] = rows(VARS)
        [(expected,)] = rows(EXPECTED) or [(None,)]
        recalibrations = rows(RECALIBRATION) if rows(MOVES_PROSPECTS) else []
        outcome = Outcome.of(str(word))
        is_far = _is_far(to_call, prospects, expected)
        moved = rows(MOVED) if is_far else []
        unknown = [
            (*found, rows(NEVER_SEEN.format(found[0], model)) if has_levels else [])
            for *found, has_levels, model in (rows(UNKNOWN) if prospects else [])
        ]
        metrics = {str(name): value for name, value in rows(METRICS)}
        confusion = rows(CONFUSION)
        alerts = rows(ALERTS)
        segments = segments_in_short(connection, outcome) if has_segments else []

    lines = [
        "",
        f"Contacts     {read:,} rows read, {rejected:,} rejected; {splits}"
        f"{'' if key else '; no key is named, so ids are row positions'}",
        *_lines(*lines_read),
        f"Model        {model_id} ({algorithm}), {origin};"
        f" {trained_on:,} train rows + {synthetic:,} synthetic",
        f"             active: {reason}",
    ]
    if confusion:
        [(threshold, called, found, not_called, missed)] = confusion
        lines += [
            f"Test split   {_figures(metrics)}",
            f"             at threshold {threshold:.4f} (policy {policy}): called"
            f" {called:,}, {found:,} of them {outcome.word}; not called {not_called:,},"
            f" {missed:,} of them {outcome.word}",
        ]
    lines += [
        f"Predictions  {scored:,} contacts in scoring.predictions; of {prospects:,}"
        f" prospects, {to_call:,} to call",
        *(
            f"             recalibrated by the latest {latest:,} outcomes:"
            f" {observed:.1%} {word}, {expected:.1%} were expected"
            for latest, observed, expected in recalibrations
        ),
        *_remark(to_call, prospects, expected, moved),
        *_unknown(unknown),
        *segments,
        *[
            f"Alerts       {count:,} in monitoring.alerts, such as: {sentence}"
            for count, sentence in alerts
        ],
        f"Database     {database}",
    ]
    return "\n".join(lines)


def _lines(count: object, *places: object) -> list[str]:
    """Say how many lines files have, and where each of them went."""
    if not count:
        return []
    names = ("header", "rows", "inside values", "empty")
    found = [
        f"{place:,} {name}" for place, name in zip(places, names, strict=True) if place
    ]
    return [f"             {count:,} lines read: {', '.join(found)}"]


def _is_far(to_call: object, prospects: object, expected: object) -> bool:
    """Whether the share of calls is one that no chance explains, and matters."""
    if not prospects or expected is None:
        return False
    share, count = float(str(expected)), int(str(prospects))
    gap = abs(int(str(to_call)) / count - share)
    return gap > max(0.1, 3 * math.sqrt(share * (1 - share) / count))


def _remark(
    to_call: object,
    prospects: object,
    expected: object,
    moved: list[tuple[object, ...]],
) -> list[str]:
    if not moved:
        return []
    share = int(str(to_call)) / int(str(prospects))
    differing = ", ".join(f"{name} {float(str(far)):.0%}" for name, far in moved)
    return [
        f"             that is {share:.0%} of them, where validation contacts would be"
        f" {float(str(expected)):.0%};",
        f"             what moved most between the two: {differing}",
    ]


def _unknown(features: list[tuple[object, ...]]) -> list[str]:
    """Warn of values that the model does not know, where they were known to it."""
    if not features:
        return []
    told = []
    for name, now, before, levels in features:
        text = f"{name} {float(str(now)):.0%} ({float(str(before)):.0%})"
        for (level,) in levels if isinstance(levels, list) else []:
            text += f", mostly `{level}`"
        told.append(text)
    return [
        "             WARNING: missing or never seen, of prospects (train contacts): "
        + "; ".join(told)
    ]


def _figures(metrics: dict[str, object]) -> str:
    shown = {
        "roc_auc": "ROC AUC", "precision": "precision", "recall": "recall", "f1": "F1",
        "brier": "Brier", "ece": "ECE",
    }  # fmt: skip
    return ", ".join(
        f"{label} {metrics[name]:.4f}"
        for name, label in shown.items()
        if name in metrics
    )
