"""The figures behind the charts of the page, as the cells of tables."""

import math
from collections.abc import Sequence

from customer_segmentation.report.effects import Level, PairEffect
from customer_segmentation.report.facts import Facts, Row
from customer_segmentation.report.words import TIMES, between, count, decimal, percent

Cells = list[list[str]]


def policy_rows(policies: Sequence[Row], facts: Facts) -> Cells:
    """One row per policy, for the contacts that the page speaks of."""
    return [
        [
            row["name"] + (" (in use)" if row["is_active"] else ""),
            percent(row["threshold"]),
            count(row["calls"]),
            count(row["found"]),
            percent(row["found"] / row["calls"] if row["calls"] else None),
            *([] if facts.has_prospects else [count(row["subscribers"])]),
        ]
        for row in policies
    ]


def call_rows(cuts: Sequence[Row], most: int = 10) -> Cells:
    """One row per tenth of the calls, or so."""
    if not cuts:
        return []
    last = cuts[-1]
    shown: list[Row] = []
    for tenth in range(1, most + 1):
        wanted = last["called_count"] * tenth / most
        cut = next(row for row in cuts if row["called_count"] >= wanted)
        shown += [cut] if not shown or cut is not shown[-1] else []
    rate = last["expected_subscriber_count"] / last["called_count"]
    return [
        [
            count(row["called_count"]),
            percent(row["threshold"]),
            count(row["expected_subscriber_count"]),
            between(row),
            count(row["called_count"] * rate),
        ]
        for row in shown
    ]


def level_rows(levels: Sequence[Level]) -> Cells:
    """One row per level of a feature."""
    return [
        [
            level.words,
            percent(level.chance),
            percent(level.observed),
            count(level.contact_count),
        ]
        for level in levels
    ]


def pair_rows(pair: PairEffect, most: int = 8) -> Cells:
    """One row per two levels that matter most together, as a factor on the odds."""
    cells = [
        (contribution, first, second)
        for first, row in zip(pair.rows, pair.contributions, strict=True)
        for second, contribution in zip(pair.columns, row, strict=True)
    ]
    cells.sort(key=lambda cell: -abs(cell[0]))
    return [
        [
            f"{pair.label_1} {first}, {pair.label_2} {second}",
            f"{TIMES}{math.exp(contribution):.2f}",
        ]
        for contribution, first, second in cells[:most]
    ]


def segment_rows(segments: Sequence[Row]) -> Cells:
    """One row per segment."""
    return [
        [
            row["segment_name"],
            count(row["customer_count"]),
            percent(row["customer_share"]),
            percent(row["observed_rate"]),
            percent(row["predicted_rate"]),
        ]
        for row in segments
    ]


def calibration_rows(bins: Sequence[Row]) -> Cells:
    """One row per bin of chances."""
    return [
        [
            " to ".join(
                percent(row[f"{end}_probability"]) for end in ("lower", "upper")
            ),
            count(row["contact_count"]),
            percent(row["predicted_rate"]),
            percent(row["observed_rate"]),
        ]
        for row in bins
    ]


def group_rows(groups: Sequence[Row]) -> Cells:
    """One row per group."""
    return [
        [
            row["group_value"],
            count(row["contact_count"]),
            percent(row["observed_rate"]),
            percent(row["predicted_rate"]),
            percent(row["called_share"]),
            percent(row["recall"]),
            decimal(row["roc_auc"]),
        ]
        for row in groups
    ]
