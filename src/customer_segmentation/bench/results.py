"""Keep what a benchmark measured: a table and a chart."""

from pathlib import Path

import altair as alt
import pandas as pd

from customer_segmentation.plots import save_chart


def save_results(
    result: pd.DataFrame, chart: alt.TopLevelMixin, folder: Path, name: str
) -> None:
    """Write ``<name>.csv`` and the chart beside it, and print where they are.

    Parameters
    ----------
    result : DataFrame
    chart : altair chart
        Of ``result``.
    folder : Path
        Made where it is missing.
    name : str
        Without an ending.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    result.to_csv(path, index=False)
    print("Saved:", path, *save_chart(chart, folder, name))
