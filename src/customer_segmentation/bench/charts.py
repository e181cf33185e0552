"""The benchmarks as charts."""

import math

import altair as alt
import pandas as pd

WIDTH = 400
HEIGHT = 260
BUILD_ROWS = 14


def scoring_chart(result: pd.DataFrame) -> alt.HConcatChart:
    """Draw the cost of each way of scoring, by rows, and its ratio to copying.

    Parameters
    ----------
    result : DataFrame
        See `comparing.compare`.

    Returns
    -------
    altair chart
    """
    ways = list(dict.fromkeys(result["work"]))
    colour = alt.Color("work:N", sort=ways).legend(None)
    cost = _lines(result, "cpu_nanoseconds_per_row", "CPU nanoseconds per row", colour)
    largest = result[result["rows"] == result["rows"].max()]
    fewer = int(largest["measured_rows"].min())
    title = alt.TitleParams(
        f"CPU beside copying the raw table, {largest['rows'].iloc[0]:,} rows",
        subtitle=f"pandas and orbital: measured on {fewer:,} rows",
    )
    ratios = alt.Chart(largest).encode(
        x=alt.X("ratio_to_copy:Q")
        .title("times the CPU of copying")
        .scale(domainMax=float(largest["ratio_to_copy"].max()) * 1.15),
        y=alt.Y("work:N", sort=ways).title(None).axis(labelLimit=260),
    )
    bars = ratios.mark_bar(height=22).encode(color=colour)
    labels = ratios.mark_text(align="left", dx=4).encode(
        text=alt.Text("ratio_to_copy:Q", format=".2f")
    )
    ratio = alt.layer(bars, labels).properties(
        width=WIDTH - 100, height=HEIGHT, title=title
    )
    return _clear(alt.hconcat(cost, ratio, spacing=40))


def build_chart(costs: pd.DataFrame) -> alt.HConcatChart:
    """Draw what takes the longest in a cold build, and the same in a warm one.

    Parameters
    ----------
    costs : DataFrame
        See `building.node_costs`, with the column ``build``: ``cold``, ``warm 1`` ...

    Returns
    -------
    altair chart
    """
    of_state = (
        costs.assign(build=costs["build"].str.split().str[0])
        .groupby(["build", "name"], as_index=False)["seconds"]
        .median()
    )
    largest = of_state.groupby("name")["seconds"].max().nlargest(BUILD_ROWS)
    names = list(largest.index)
    chart = (
        alt.Chart(of_state[of_state["name"].isin(names)])
        .mark_bar()
        .encode(
            x=alt.X("seconds:Q").title("seconds; two nodes run at a time"),
            y=alt.Y("name:N", sort=names).title(None).axis(labelLimit=260),
            yOffset="build:N",
            color=alt.Color("build:N").title(None).legend(orient="top"),
        )
        .properties(
            width=WIDTH, height=alt.Step(12), title="Where the time of dbt build goes"
        )
    )
    return _clear(alt.hconcat(chart))


def training_chart(result: pd.DataFrame) -> alt.HConcatChart:
    """Draw the time and the memory of each step of training, by rows.

    Parameters
    ----------
    result : DataFrame
        See `learning.measure_sizes`.

    Returns
    -------
    altair chart
        A cost per row that stays the same is a line of slope 1.
    """
    works = list(dict.fromkeys(result["work"]))
    colour = alt.Color("work:N", sort=works)
    colour = colour.title(None).legend(orient="bottom", labelLimit=320)
    seconds = _lines(result, "wall_seconds", "Seconds", colour)
    memory = _lines(result, "peak_memory_mb", "Peak memory, MB", colour)
    return _clear(alt.hconcat(seconds, memory, spacing=40))


def ticks(low: float, high: float) -> list[float]:
    """Choose places for the marks of a logarithmic axis.

    Parameters
    ----------
    low, high : float
        Both above 0.

    Returns
    -------
    list of float
        1, 2, 5, 10, 20 ... from the last one below ``low`` to the first one above
        ``high``.
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    marks = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    first = max(mark for mark in marks if mark <= low)
    last = min(mark for mark in marks if mark >= high)
    return [mark for mark in marks if first <= mark <= last]


def _lines(
    result: pd.DataFrame, column: str, title: str, colour: alt.Color
) -> alt.Chart:
    marks = ticks(result[column].min(), result[column].max())
    rows = alt.X("rows:Q").title("rows").scale(type="log", nice=False, padding=20)
    sizes = sorted(result["rows"].unique())
    value = alt.Y(f"{column}:Q").title(None)
    chart: alt.Chart = (
        alt.Chart(result)
        .mark_line(point=alt.OverlayMarkDef(size=55), strokeWidth=2)
        .encode(
            x=rows.axis(values=sizes, format="~s", grid=False),
            y=value.scale(type="log", domain=[marks[0], marks[-1]], nice=False).axis(
                values=marks, format=",~r"
            ),
            color=colour,
        )
        .properties(width=WIDTH, height=HEIGHT, title=title)
    )
    return chart


def _clear(chart: alt.HConcatChart) -> alt.HConcatChart:
    cleared: alt.HConcatChart = (
        chart.configure_view(stroke=None)
        .configure_title(anchor="start", fontSize=14, subtitleColor="#666666")
        .configure_axis(gridColor="#e6e6e6", titleFontWeight="normal")
    )
    return cleared
