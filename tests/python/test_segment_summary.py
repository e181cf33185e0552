"""What the screen and the charts say of segments is what the tables say."""

import duckdb
import pandas as pd

from customer_segmentation.command.summary import summarise
from customer_segmentation.segments.plot import choice_chart, plot_segments
from customer_segmentation.segments.summary import segment_lines, summarise_segments


def test_the_summary_names_the_ends(sample):
    ends = sample.query(
        "select segment_name, observed_rate from segments.segment_profiles"
        " where observed_rate is not null order by observed_rate desc, segment_id"
    )
    text = summarise(sample.database)
    for name, rate in (ends[0], ends[-1]):
        assert f" of {name} ({rate:.1%})" in text
    assert "Segments     " in text


def test_the_summary_of_segments_shows_every_one(sample):
    text = summarise_segments(sample.database)
    for name, customers, rate in sample.query(
        "select segment_name, customer_count, observed_rate"
        " from segments.segment_profiles"
    ):
        [line] = [line for line in text.splitlines() if f" {name} " in line]
        assert f"{customers:,}" in line
        assert f"{rate:.1%} subscribe" in line
    assert sample.value(
        "select segmentation_id from segments.segmentations where is_active"
    ) in summarise_segments(sample.database)


def test_without_segments_nothing_is_said():
    with duckdb.connect() as connection:
        assert segment_lines(connection) == []


def test_segments_are_drawn(sample, tmp_path):
    [[page, picture]] = plot_segments(sample.database, tmp_path)
    assert page.name == "segment_profiles.html"
    assert picture.stat().st_size > 10_000
    text = page.read_text(encoding="utf-8")
    for (name,) in sample.query("select segment_name from segments.segment_profiles"):
        assert name in text


def test_the_choice_is_drawn_a_column_per_transformation():
    rows = pd.DataFrame(
        [
            (way, number, rank, 0.9, 0.5, 0.1)
            for way in ("tamed", "standardised", "ranked")
            for number in (2, 3)
            for rank in range(1, number + 1)
        ],
        columns=[
            "transformation", "segment_count", "stability_rank", "stability",
            "silhouette", "smallest_share",
        ],
    )  # fmt: skip
    drawn = choice_chart(rows).to_dict()
    assert [column["vconcat"][0]["title"] for column in drawn["hconcat"]] == [
        "tamed (used here)", "as they are, standardised", "ranks"
    ]  # fmt: skip
