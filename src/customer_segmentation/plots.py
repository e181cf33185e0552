"""Save a chart as a page that needs no network, and as a picture."""

from pathlib import Path

import altair as alt

PIXELS_PER_UNIT = 2.0  # sharp on a high-resolution screen


def save_chart(chart: alt.TopLevelMixin, folder: Path, name: str) -> list[Path]:
    """Write ``<name>.html`` and ``<name>.png``.

    Parameters
    ----------
    chart : altair chart
    folder : Path
        Made where it is missing.
    name : str
        Without an ending.

    Returns
    -------
    list of Path
        The page, which carries the code that draws it, and the picture.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page, picture = folder / f"{name}.html", folder / f"{name}.png"
    chart.save(page, inline=True)
    chart.save(picture, scale_factor=PIXELS_PER_UNIT)
    return [page, picture]
