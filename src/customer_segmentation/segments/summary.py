"""The segments of a build, on a few lines."""

from pathlib import Path

import duckdb

from customer_segmentation.report.words import SUBSCRIBED, Outcome

CHOICE = """
select segmentation_id, segment_count, reason
from segments.segmentations
where is_active
"""
PROFILES = """
select
    segment_name,
    customer_count,
    customer_share,
    observed_rate,
    observed_rate_lower_95,
    observed_rate_upper_95,
    stability,
    stability_verdict
from segments.segment_profiles
order by observed_rate desc nulls last, segment_id
"""


def segment_lines(
    connection: duckdb.DuckDBPyConnection, outcome: Outcome = SUBSCRIBED
) -> list[str]:
    """Describe the segments, those that subscribe the most first.

    Parameters
    ----------
    connection : DuckDBPyConnection
        To a database that was built.
    outcome : Outcome
        How to say that they do.

    Returns
    -------
    list of str
        None where there are no segments.
    """
    lines = _chosen(connection)
    if not lines:
        return []
    for row in connection.execute(PROFILES).fetchall():
        segment, customers, share, rate, lower, upper, stability, verdict = row
        subscribed = (
            ""
            if rate is None
            else f"{rate:>6.1%} {outcome.do} ({lower:.1%} to {upper:.1%}), "
        )
        measured = "" if stability is None else f" ({stability:.2f})"
        lines.append(
            f"             {segment:<40}{customers:>9,} {share:>6.1%}  "
            f"{subscribed}{verdict}{measured}"
        )
    return lines


def segments_in_short(
    connection: duckdb.DuckDBPyConnection, outcome: Outcome
) -> list[str]:
    """Name the segments that subscribe the most and the least.

    Parameters
    ----------
    connection : DuckDBPyConnection
        To a database that was built.
    outcome : Outcome
        How to say that they do.

    Returns
    -------
    list of str
        Two lines; the first alone where no outcome is known; none without segments.
    """
    lines = _chosen(connection)
    if lines:
        rated = [
            (segment, rate)
            for segment, _, _, rate, *_ in connection.execute(PROFILES).fetchall()
            if rate is not None
        ]
        if rated:
            (best, highest), (last, lowest) = rated[0], rated[-1]
            lines.append(
                f"             most {outcome.do} of {best} ({highest:.1%}), fewest of "
                f"{last} ({lowest:.1%}); all in segments.segment_profiles"
            )
    return lines


def _chosen(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Say how many segments there are, and why; nothing where there are none."""
    if not connection.execute(
        "select 1 from information_schema.tables"
        " where table_schema = 'segments' and table_name = 'segment_profiles'"
    ).fetchall():
        return []
    [(name, count, reason)] = connection.execute(CHOICE).fetchall()
    return [f"Segments     {count} ({name}): {reason}"]


def summarise_segments(database: Path) -> str:
    """Describe a build of segments without contacts.

    Parameters
    ----------
    database : Path

    Returns
    -------
    str
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        lines = segment_lines(connection)
    return "\n".join(["", *lines, f"Database     {database}"])
