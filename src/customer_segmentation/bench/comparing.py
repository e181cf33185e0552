"""What each way of scoring costs, as rows of a table."""

from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd

from customer_segmentation.bench.measuring import Measurement, in_own_process

COPY = "copy the raw table"
SCORE = "raw to predictions"
REASONS = "reasons for the called decile"
SEGMENTS = "raw to segments"
PANDAS = "pandas: read, predict, write back"
#: What leaves the database, or takes minutes, is measured on fewer rows.
MOST_ROWS_ELSEWHERE = 1_000_000


def queries_of(
    scoring: Mapping[str, str], orbital: Mapping[str, str]
) -> dict[str, str]:
    """Name the queries to compare.

    Parameters
    ----------
    scoring : mapping
        The compiled ``predictions``, ``prediction_reasons`` and ``customer_segments``.
    orbital : mapping
        Queries over a table ``contacts`` by name; may be empty.

    Returns
    -------
    dict
        A select by the name of the work; that of orbital reads fewer rows.
    """
    contacts = f"select * from raw.contacts limit {MOST_ROWS_ELSEWHERE}"  # noqa: S608
    return {
        COPY: "select * from raw.contacts",
        SCORE: scoring["predictions"],
        REASONS: scoring["prediction_reasons"],
        SEGMENTS: scoring["customer_segments"],
    } | {
        name: f"with contacts as ({contacts}) select * from ({query})"  # noqa: S608
        for name, query in orbital.items()
    }


def compare(
    database: Path,
    queries: Mapping[str, str],
    training: Path,
    rows: int,
    repeats: int,
    memory_limit: str,
) -> pd.DataFrame:
    """Measure all ways in turn, several times, so that a busy moment hits all of them.

    Parameters
    ----------
    database : Path
        With ``raw.contacts`` and the models that ``queries`` read.
    queries : mapping
        See `queries_of`.
    training : Path
        The contacts that the pandas pipeline is fitted on.
    rows : int
        Of ``raw.contacts``.
    repeats : int
        Of which the medians are taken.
    memory_limit : str
        Of DuckDB, such as ``2GB``.

    Returns
    -------
    DataFrame
        One row per way: ``work``, ``rows``, ``measured_rows``, ``repeats``,
        ``wall_seconds``, ``cpu_nanoseconds_per_row``, ``peak_memory_mb``,
        ``ratio_to_copy`` (of CPU per row).

    Notes
    -----
    Every run has a process of its own, so its peak of memory is its own and nothing
    is warm but the file in the cache of the operating system, which all read.
    """
    fewer_rows = min(rows, MOST_ROWS_ELSEWHERE)
    measured_rows = {
        work: rows if work in (COPY, SCORE, REASONS, SEGMENTS) else fewer_rows
        for work in queries
    } | {PANDAS: fewer_rows}
    measured: dict[str, list[Measurement]] = {work: [] for work in measured_rows}
    for _ in range(repeats):
        for work, query in queries.items():
            arguments: dict[str, Any] = {
                "database": str(database),
                "query": query,
                "memory_limit": memory_limit,
            }
            measured[work].append(in_own_process("run_query", arguments))
        arguments = {
            "database": str(database),
            "training": str(training),
            "rows": fewer_rows,
        }
        measured[PANDAS].append(in_own_process("run_pandas", arguments))
    result = pd.DataFrame(
        [
            _summary(work, rows, measured_rows[work], runs)
            for work, runs in measured.items()
        ]
    )
    copied = result.loc[result["work"] == COPY, "cpu_nanoseconds_per_row"].iloc[0]
    return result.assign(ratio_to_copy=result["cpu_nanoseconds_per_row"] / copied)


def with_fixed_cost(result: pd.DataFrame, fixed_rows: int) -> pd.DataFrame:
    """Say what each way costs where there is next to nothing to score.

    Parameters
    ----------
    result : DataFrame
        Several sizes of `compare`, one of them ``fixed_rows``.
    fixed_rows : int
        So few that their own cost does not show.

    Returns
    -------
    DataFrame
        The other sizes, with ``fixed_cpu_seconds``: the CPU seconds of a run over
        ``fixed_rows``, which is planning above all. They are part of the cost per row.
    """
    is_fixed = result["rows"] == fixed_rows
    fixed = result[is_fixed].set_index("work")["cpu_nanoseconds_per_row"] * fixed_rows
    others = result[~is_fixed].reset_index(drop=True)
    return others.assign(fixed_cpu_seconds=others["work"].map(fixed / 1e9))


def _summary(
    work: str, rows: int, measured_rows: int, runs: list[Measurement]
) -> dict[str, Any]:
    return {
        "work": work,
        "rows": rows,
        "measured_rows": measured_rows,
        "repeats": len(runs),
        "wall_seconds": median(run.wall_seconds for run in runs),
        "cpu_nanoseconds_per_row": median(run.cpu_seconds for run in runs)
        / measured_rows
        * 1e9,
        "peak_memory_mb": max(run.peak_bytes for run in runs) / 1e6,
    }
