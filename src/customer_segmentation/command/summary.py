"""What a build made, on one screen."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

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
select threshold, true_positives, false_positives, false_negatives, true_negatives
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
ABLATION = """
select
    method,
    coalesce(format('{:.1f}', ratio), ''),
    format('{:.4f}', roc_auc),
    format('{:.4f}', average_precision),
    format('{:.4f}', ece_uncalibrated),
    format('{:.4f}', ece_calibrated),
    format('{:.4f}', recall)
from study.oversampling_ablation
order by method, ratio
"""
PROTOCOLS = """
select
    protocol,
    case
        when model <> 'customer_segmentation' then replace(model, '_', ' ')
        when is_default then 'this project'
        else 'this project, other calendar'
    end,
    case when uses_calendar then 'yes' else 'no' end,
    scope,
    format('{:.4f}', roc_auc),
    coalesce(format('{:.4f}', published_roc_auc), ''),
    coalesce(format('{:+.4f}', difference), ''),
    case
        when scope = 'fold' and fold_count > 1
            then array_to_string(
                list_transform(fold_roc_aucs, lambda x: format('{:.4f}', x)), ' '
            )
        else ''
    end,
    published_model || ', ' || published_source
from study.published_protocols
order by protocol_rank, scope, not is_default, roc_auc desc
"""
INTERACTIONS = """
select
    format('{:.3f}', interaction_gain),
    feature_1 || ' x ' || feature_2,
    case when is_declared then 'declared' else '' end
from study.interaction_strength
where strength_rank <= 10
order by strength_rank
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
        [(model_id, algorithm, origin, reason, trained_on, synthetic)] = rows(MODEL)
        [(scored, prospects, to_call)] = rows(PREDICTIONS)
        [(policy,)] = rows(POLICY)
        metrics = {str(name): value for name, value in rows(METRICS)}
        confusion = rows(CONFUSION)

    lines = [
        "",
        f"Contacts     {read:,} rows read, {rejected:,} rejected; {splits}",
        f"Model        {model_id} ({algorithm}), {origin};"
        f" {trained_on:,} train rows + {synthetic:,} synthetic",
        f"             active: {reason}",
    ]
    if confusion:
        [(threshold, hits, false_calls, missed, spared)] = confusion
        lines += [
            f"Test split   {_figures(metrics)}",
            f"             at threshold {threshold:.4f} (policy {policy}):",
            "                              called     not called",
            f"             subscribed   {hits:>10,}     {missed:>10,}",
            f"             did not      {false_calls:>10,}     {spared:>10,}",
        ]
    lines += [
        f"Predictions  {scored:,} contacts in scoring.predictions; of {prospects:,}"
        f" prospects, {to_call:,} to call",
        f"Database     {database}",
    ]
    return "\n".join(lines)


def summarise_study(database: Path) -> str:
    """Show what the experiments found.

    Parameters
    ----------
    database : Path
        A database in which the models with the tag ``study`` were built.

    Returns
    -------
    str
        One line per model of each protocol, the strongest interactions, and one line
        per way to treat the imbalance; means over the folds.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        protocols = connection.execute(PROTOCOLS).fetchall()
        interactions = connection.execute(INTERACTIONS).fetchall()
        ablation = connection.execute(ABLATION).fetchall()
    header = ("method", "ratio", "AUC", "AP", "ECE before", "ECE after", "recall")
    lines = [
        *_protocol_lines(protocols),
        "",
        "Strongest interactions on train contacts (nats per 1,000 contacts)",
        *(f"{gain:>8}  {pair:<60}{mark}" for gain, pair, mark in interactions),
        "",
        "What oversampling brings (means over folds)",
        *(_columns(line) for line in (header, *ablation)),
    ]
    return "\n".join(lines)


def _protocol_lines(rows: Sequence[tuple[object, ...]]) -> list[str]:
    lines: list[str] = []
    before = None
    for protocol, model, calendar, scope, ours, published, gap, folds, source in rows:
        if (protocol, scope) != before:
            what = "windows ranked together" if scope == "pooled" else "mean of folds"
            lines += [
                "",
                f"{protocol}: ROC AUC, {what}" + (f"; {source}" if source else ""),
                f"{'model':<30}{'calendar':<10}{'AUC':<9}{'published':<11}"
                f"{'difference':<12}folds",
            ]
            before = (protocol, scope)
        line = f"{model:<30}{calendar:<10}{ours:<9}{published:<11}{gap:<12}{folds}"
        lines.append(line.rstrip())
    return lines


def _columns(values: Sequence[object]) -> str:
    return f"{values[0]:<14}" + "".join(f"{value:>12}" for value in values[1:])


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
