"""Draw the choice of the number of segments, and the segments themselves."""

from pathlib import Path

import altair as alt
import duckdb
import pandas as pd

from customer_segmentation.plots import save_chart

CHOICE = """
select
    transformation,
    segment_count,
    stability_rank,
    stability,
    silhouette,
    smallest_share
from study.cluster_stability
"""
PROFILES = """
select
    segment_name,
    customer_share,
    observed_rate,
    observed_rate_lower_95,
    observed_rate_upper_95,
    predicted_rate,
    mean_recency_score,
    mean_frequency_score,
    mean_monetary_score,
    stability
from segments.segment_profiles
order by observed_rate desc nulls last, segment_id
"""
TITLES = {
    "tamed": "tamed (used here)",
    "standardised": "as they are, standardised",
    "ranked": "ranks",
}
GREEN, GREY, RED = "#2e7d32", "#7a8b99", "#a8326e"
ROW_HEIGHT = 26


def plot_segments(database: Path, folder: Path) -> list[list[Path]]:
    """Write the charts of the study about segments.

    Parameters
    ----------
    database : Path
        A database in which the models of the folder ``study`` were built.
    folder : Path
        Where ``cluster_stability`` and ``segment_profiles`` are written.

    Returns
    -------
    list of list of Path
        Page and picture of each chart; none of tables that are not there.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = {
            str(name)
            for (name,) in connection.execute(
                "select table_name from information_schema.tables"
                " where table_schema in ('study', 'segments')"
            ).fetchall()
        }
        charts: list[list[Path]] = []
        if "cluster_stability" in tables:
            chart = choice_chart(connection.execute(CHOICE).df())
            charts.append(save_chart(chart, folder, "cluster_stability"))
        if "segment_profiles" in tables:
            profiles = profile_chart(connection.execute(PROFILES).df())
            charts.append(save_chart(profiles, folder, "segment_profiles"))
    return charts


def choice_chart(rows: pd.DataFrame) -> alt.TopLevelMixin:
    """Chart the stability of each segment by their number.

    Parameters
    ----------
    rows : DataFrame
        ``transformation``, ``segment_count``, ``stability_rank``, ``stability``,
        ``silhouette`` and ``smallest_share``.

    Returns
    -------
    altair chart
        One column per transformation: a dot per segment, the least stable joined; below
        it the silhouette and the share of the smallest segment.
    """
    columns = [
        _choice_column(rows[rows["transformation"] == name], title, is_first=not place)
        for place, (name, title) in enumerate(TITLES.items())
    ]
    chart: alt.HConcatChart = (
        alt.hconcat(*columns, spacing=24)
        .configure_view(stroke=None)
        .configure_axis(grid=False, labelFontSize=11, titleFontSize=11)
        .configure_title(fontSize=13, anchor="start", offset=8)
    )
    return chart


def _choice_column(
    rows: pd.DataFrame, title: str, *, is_first: bool
) -> alt.VConcatChart:
    x = alt.X(
        "segment_count:O", title="number of segments", axis=alt.Axis(labelAngle=0)
    )
    limits = pd.DataFrame(
        {
            "limit": [0.85, 0.75, 0.6],
            "verdict": ["highly stable", "valid", "doubtful"],
        }
    )
    scale = alt.Scale(domain=[0, 1])
    y_title = "Jaccard stability of each segment" if is_first else None
    rules = (
        alt.Chart(limits)
        .mark_rule(strokeDash=[3, 3], color=GREY)
        .encode(y=alt.Y("limit:Q", scale=scale, title=y_title))
    )
    words = (
        alt.Chart(limits)
        .mark_text(align="left", baseline="bottom", dx=2, color=GREY, fontSize=10)
        .encode(x=alt.value(0), y=alt.Y("limit:Q", scale=scale), text="verdict")
    )
    dots = (
        alt.Chart(rows)
        .mark_circle(size=40, opacity=0.55, color=GREEN)
        .encode(x=x, y=alt.Y("stability:Q", scale=scale, title=y_title))
    )
    lowest = (
        alt.Chart(rows[rows["stability_rank"] == 1])
        .mark_line(color=GREEN, point={"size": 60, "filled": True, "color": GREEN})
        .encode(x=x, y=alt.Y("stability:Q", scale=scale))
    )
    numbers = rows[rows["stability_rank"] == 1]
    silhouette = (
        alt.Chart(numbers)
        .mark_line(color=RED, point={"color": RED})
        .encode(
            x=x,
            y=alt.Y(
                "silhouette:Q", title="silhouette" if is_first else None, scale=scale
            ),
        )
        .properties(width=270, height=70)
    )
    share = (
        alt.Chart(numbers)
        .mark_bar(color=GREY)
        .encode(
            x=x,
            y=alt.Y(
                "smallest_share:Q",
                title="smallest share" if is_first else None,
                axis=alt.Axis(format=".0%"),
                scale=alt.Scale(domain=[0, 0.25], clamp=True),
            ),
        )
        .properties(width=270, height=70)
    )
    stability = alt.layer(rules, words, dots, lowest).properties(
        width=270, height=220, title=title
    )
    return alt.vconcat(stability, silhouette, share, spacing=12)


def profile_chart(profiles: pd.DataFrame) -> alt.TopLevelMixin:
    """Chart the segments: how large, how they subscribe, what marks them.

    Parameters
    ----------
    profiles : DataFrame
        Rows of ``segments.segment_profiles`` in the order to draw them.

    Returns
    -------
    altair chart
        A row per segment, in three panels.
    """
    order = profiles["segment_name"].tolist()
    height = ROW_HEIGHT * len(profiles)

    def y(*, is_named: bool) -> alt.Y:
        axis = alt.Axis(labelLimit=300, ticks=False, domain=False) if is_named else None
        return alt.Y("segment_name:N", sort=order, title=None, axis=axis)

    share = alt.X(
        "customer_share:Q", title="share of customers", axis=alt.Axis(format=".0%")
    )
    bars = alt.Chart(profiles).encode(x=share, y=y(is_named=True))
    shares = alt.layer(
        bars.mark_bar(color=GREY),
        bars.mark_text(align="left", dx=3).encode(
            text=alt.Text("customer_share:Q", format=".1%")
        ),
    ).properties(width=170, height=height)
    rate = alt.X(
        "observed_rate_lower_95:Q",
        title="subscribe: observed with 95 % interval, predicted as a ring",
        axis=alt.Axis(format=".0%"),
    )
    rates = alt.layer(
        alt.Chart(profiles)
        .mark_rule(color=GREEN, strokeWidth=3)
        .encode(x=rate, x2="observed_rate_upper_95:Q", y=y(is_named=False)),
        alt.Chart(profiles)
        .mark_circle(color=GREEN, size=80, opacity=1)
        .encode(x="observed_rate:Q", y=y(is_named=False)),
        alt.Chart(profiles)
        .mark_point(color=RED, size=110)
        .encode(x="predicted_rate:Q", y=y(is_named=False)),
        alt.Chart(profiles)
        .mark_text(align="left", dx=14)
        .encode(
            x="observed_rate_upper_95:Q",
            y=y(is_named=False),
            text=alt.Text("observed_rate:Q", format=".1%"),
        ),
    ).properties(width=360, height=height)
    long = profiles.melt(
        id_vars="segment_name",
        value_vars=[
            "mean_recency_score", "mean_frequency_score", "mean_monetary_score"
        ],
        var_name="measure",
        value_name="score",
    )  # fmt: skip
    long["measure"] = (
        long["measure"].str.removeprefix("mean_").str.removesuffix("_score")
    )
    cells = alt.Chart(long).encode(
        x=alt.X(
            "measure:N",
            sort=["recency", "frequency", "monetary"],
            title="mean score (0: never, 5: best)",
            axis=alt.Axis(labelAngle=0),
        ),
        y=y(is_named=False),
    )
    scores = alt.layer(
        cells.mark_rect().encode(
            color=alt.Color(
                "score:Q",
                scale=alt.Scale(scheme="greens", domain=[0, 5]),
                legend=None,
            )
        ),
        cells.mark_text().encode(
            text=alt.Text("score:Q", format=".1f"),
            color=alt.condition(
                "datum.score > 3.2", alt.value("white"), alt.value("black")
            ),
        ),
    ).properties(width=220, height=height)
    chart: alt.HConcatChart = (
        alt.hconcat(shares, rates, scores, spacing=18)
        .configure_view(stroke=None)
        .configure_axis(grid=False, labelFontSize=12, titleFontSize=12)
    )
    return chart
