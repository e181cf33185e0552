"""A saved chart needs nothing but the file."""

import altair as alt
import pandas as pd

from customer_segmentation.plots import save_chart


def test_a_chart_is_a_picture_and_a_page_that_loads_nothing(tmp_path):
    chart = alt.Chart(pd.DataFrame({"x": [1, 2], "y": [3, 4]})).mark_line()
    chart = chart.encode(x="x", y="y")

    page, picture = save_chart(chart, tmp_path / "new", "lines")

    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "<script src=" not in page.read_text(encoding="utf-8")
    assert "vegaEmbed" in page.read_text(encoding="utf-8")
