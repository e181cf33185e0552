"""What the experiments found, on one screen."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

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
REPLAY_HEADER = (
    "model", "training", "together", "within", "Brier", "log loss", "recall",
    "precision", "calls", "profit",
)  # fmt: skip
REPLAY = """
select
    replace(model, 'customer_segmentation', 'this project'),
    training || case when absorbs_period then ', month absorbed' else '' end
    || case when is_recalibrated then ', recalibrated' else '' end,
    format('{:.4f}', roc_auc),
    format('{:.4f}', roc_auc_within),
    format('{:.4f}', brier),
    format('{:.4f}', log_loss),
    format('{:.3f}', recall),
    format('{:.3f}', precision),
    format('{:,}', called_count),
    format('{:,.0f}', profit)
from study.prequential_replay
where month is null
order by training, roc_auc desc
"""


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
        replayed = connection.execute(REPLAY).fetchall()
    header = ("method", "ratio", "AUC", "AP", "ECE before", "ECE after", "recall")
    lines = [
        *_protocol_lines(protocols),
        "",
        "Strongest interactions on train contacts (nats per 1,000 contacts)",
        *(f"{gain:>8}  {pair:<60}{mark}" for gain, pair, mark in interactions),
        "",
        "What oversampling brings (means over folds)",
        *(_columns(line) for line in (header, *ablation)),
        "",
        "The past, replayed: trained on what was known, asked about what came next",
        *(
            f"{model:<23}{training:<52}" + "".join(f"{x:>10}" for x in figures)
            for model, training, *figures in (REPLAY_HEADER, *replayed)
        ),
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
