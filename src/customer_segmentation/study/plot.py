"""Draw what the protocols found beside what was published."""

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import altair as alt
import duckdb
import numpy as np
import pandas as pd

from customer_segmentation.plots import save_chart

OURS = "this project"
MEASURED = "measured here"
PUBLISHED = "published"
OTHER_DATA = "published, other contacts"
COLOURS = {
    OURS: "#2e7d32", MEASURED: "#7a8b99", PUBLISHED: "#b5652b", OTHER_DATA: "#d9b38c",
}  # fmt: skip
TITLES = {
    "without_duration": "Without the length of the call: 5 random folds",
    "with_duration": "With the length of the call: 10 random folds",
    "oldest_70_percent": "Oldest 70 % of contacts to the newest 30 %",
    "rolling_windows": "Rolling windows: 20,000 contacts to the next 2,000, pooled",
}
FIGURES = """
select
    protocols.protocol_rank,
    protocols.protocol,
    replace(protocols.model, '_', ' ') as model,
    protocols.is_default,
    protocols.model = 'customer_segmentation' as is_ours,
    protocols.uses_calendar,
    protocols.roc_auc,
    case when protocols.scope = 'fold' then protocols.fold_roc_aucs end as folds,
    protocols.published_roc_auc is not null as is_published
from study.published_protocols as protocols
where
    protocols.scope = 'pooled'
    or protocols.protocol not in (
        select protocol from study.published_protocols where scope = 'pooled'
    )
"""
PUBLISHED_RESULTS = """
select protocol, model, value, is_same_data
from seeds.published_results
where metric = 'roc_auc'
"""
WIDTH = 560
ROW_HEIGHT = 22
LABEL_WIDTH = 250  # the same in each panel, so that panels start at one place


def plot_protocols(database: Path, folder: Path) -> list[Path]:
    """Write the chart of `study.published_protocols`.

    Parameters
    ----------
    database : Path
        A database in which the models with the tag ``study`` were built.
    folder : Path
        Where ``published_protocols.html`` and ``.png`` are written.

    Returns
    -------
    list of Path
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        figures = connection.execute(FIGURES).df()
        published = connection.execute(PUBLISHED_RESULTS).df()
    return save_chart(protocol_chart(figures, published), folder, "published_protocols")


def protocol_chart(figures: pd.DataFrame, published: pd.DataFrame) -> alt.TopLevelMixin:
    """Chart one panel per protocol: means as bars, folds as dots.

    Parameters
    ----------
    figures : DataFrame
        One row per protocol and model: ``protocol_rank``, ``protocol``, ``model``,
        ``is_default``, ``is_ours``, ``uses_calendar``, ``roc_auc``, ``folds`` (list of
        float, or None) and ``is_published``, whether published figures are comparable.
    published : DataFrame
        One row per published figure: ``protocol``, ``model``, ``value``,
        ``is_same_data``.

    Returns
    -------
    altair chart
    """
    panels = [
        _panel(str(protocol), _panel_rows(rows, published))
        for (_, protocol), rows in figures.groupby(["protocol_rank", "protocol"])
    ]
    chart: alt.VConcatChart = (
        alt.vconcat(*panels, spacing=26)
        .resolve_scale(x="independent")
        .configure_view(stroke=None)
        .configure_axis(grid=False, labelFontSize=12, titleFontSize=12, labelLimit=260)
        .configure_legend(labelFontSize=12, orient="top", title=None)
        .configure_title(fontSize=14, anchor="start", frame="group", offset=8)
    )
    return chart


def _panel_rows(rows: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    both = len(set(rows["uses_calendar"])) > 1
    lines: list[dict[str, Any]] = []
    for row in rows.to_dict("records"):
        folds = row["folds"]
        has_folds = isinstance(folds, Sequence | np.ndarray) and len(folds) > 1
        lines.append(
            {
                "label": _label(row, both=both),
                "kind": OURS if row["is_default"] else MEASURED,
                "value": row["roc_auc"],
                "folds": list(folds) if has_folds else [],
            }
        )
    if rows["is_published"].any():
        is_own = published["protocol"] == rows["protocol"].iloc[0]
        lines += [
            {
                "label": row["model"],
                "kind": PUBLISHED if row["is_same_data"] else OTHER_DATA,
                "value": row["value"],
                "folds": [],
            }
            for row in published[is_own].to_dict("records")
        ]
    return pd.DataFrame(lines).sort_values("value", ascending=False, ignore_index=True)


def _label(row: Mapping[Hashable, Any], *, both: bool) -> str:
    name = OURS if row["is_ours"] else str(row["model"])
    if not both:
        return name
    return f"{name}, {'with' if row['uses_calendar'] else 'without'} the calendar"


def _panel(protocol: str, lines: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    folds = lines.explode("folds").dropna(subset="folds").astype({"folds": float})
    seen = pd.concat([lines["value"], folds["folds"]])
    room = 0.08 * max(seen.max() - seen.min(), 0.01)
    # the figures stand to the right of everything else
    scale = alt.Scale(
        domain=[seen.min() - room, seen.max() + 2.2 * room], nice=False, zero=False
    )
    x = alt.X(
        "value:Q",
        scale=scale,
        title="ROC AUC",
        axis=alt.Axis(format=".3f", tickCount=7),
    )
    y = alt.Y(
        "label:N",
        sort=lines["label"].tolist(),
        title=None,
        axis=alt.Axis(minExtent=LABEL_WIDTH, ticks=False, domain=False, labelPadding=8),
    )
    colour = alt.Color(
        "kind:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    )
    base = alt.Chart(lines).encode(x=x, y=y, color=colour)
    dots = (
        alt.Chart(folds)
        .mark_circle(size=45, opacity=0.4)
        .encode(x=alt.X("folds:Q", scale=scale), y=y, color=colour)
    )
    figure = (
        alt.Chart(lines.assign(end=scale.domain[1]))
        .mark_text(align="right", fontSize=12)
        .encode(
            x=alt.X("end:Q", scale=scale),
            y=y,
            text=alt.Text("value:Q", format=".4f"),
            color=colour,
        )
    )
    tick = base.mark_tick(thickness=4, size=15, opacity=1)
    return alt.layer(
        dots,
        tick,
        figure,
        title=TITLES.get(protocol, protocol.replace("_", " ")),
        width=WIDTH,
        height=ROW_HEIGHT * len(lines),
    )


REPLAY = """
select
    cast(month || '-01' as date) as month,
    case
        when model = 'last_month_rate' then 'the rate of the month before'
        else training
            || case when absorbs_period then ', month absorbed' else '' end
            || case when is_recalibrated then ', recalibrated' else '' end
    end as label,
    brier,
    roc_auc
from study.prequential_replay
where
    month is not null
    and contact_count >= 50
    and (
        model = 'last_month_rate'
        or (
            model = 'customer_segmentation'
            and training in ('frozen', 'monthly')
            and (is_recalibrated = absorbs_period)
        )
    )
order by label, month
"""


def plot_replay(database: Path, folder: Path) -> list[Path]:
    """Write the chart of `study.prequential_replay`.

    Parameters
    ----------
    database : Path
        A database in which the models with the tag ``study`` were built.
    folder : Path
        Where ``prequential_replay.html`` and ``.png`` are written.

    Returns
    -------
    list of Path
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        months = connection.execute(REPLAY).df()
    return save_chart(replay_chart(months), folder, "prequential_replay")


def replay_chart(months: pd.DataFrame) -> alt.TopLevelMixin:
    """Chart one line per way to live with a model: Brier score and ranking by month.

    Parameters
    ----------
    months : DataFrame
        One row per ``label`` and ``month`` (dates), with ``brier`` and ``roc_auc``.

    Returns
    -------
    altair chart
    """
    base = alt.Chart(months).mark_line(point=True).encode(
        x=alt.X("month:T", title=None),
        color=alt.Color("label:N", title=None),
    )  # fmt: skip
    titles = {
        "brier": "Brier score, lower is better",
        "roc_auc": "ROC AUC within months",
    }
    panels = [
        base.encode(y=alt.Y(f"{name}:Q", title=title, scale=alt.Scale(zero=False)))
        .properties(width=WIDTH, height=220)
        for name, title in titles.items()
    ]  # fmt: skip
    chart: alt.VConcatChart = alt.vconcat(*panels).configure_legend(
        orient="top", columns=2, labelLimit=320
    )
    return chart
