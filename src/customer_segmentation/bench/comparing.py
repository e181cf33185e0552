"""What each way of scoring costs, as rows of a table."""

from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd

from customer_segmentation.bench.measuring import Measurement, in_own_process

COPY = "copy the raw table"
SCORE = "raw to predictions"
REASONS = "reasons for the called decile"
PANDAS = "pandas: read, predict, write back"
MOST_PANDAS_ROWS = 1_000_000


def compare(
    database: Path,
    queries: dict[str, str],
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
    queries : dict
        The compiled ``predictions`` and ``prediction_reasons``.
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
    """
    ways = {
        COPY: "select * from raw.contacts",
        SCORE: queries["predictions"],
        REASONS: queries["prediction_reasons"],
    }
    pandas_rows = min(rows, MOST_PANDAS_ROWS)
    measured: dict[str, list[Measurement]] = {}
    for _ in range(repeats):
        for work, query in ways.items():
            arguments: dict[str, Any] = {
                "database": str(database),
                "query": query,
                "memory_limit": memory_limit,
            }
            measured.setdefault(work, []).append(in_own_process("run_query", arguments))
        arguments = {
            "database": str(database),
            "training": str(training),
            "rows": pandas_rows,
        }
        measured.setdefault(PANDAS, []).append(in_own_process("run_pandas", arguments))
    result = pd.DataFrame(
        [
            _summary(work, rows, pandas_rows if work == PANDAS else rows, runs)
            for work, runs in measured.items()
        ]
    )
    copied = result.loc[result["work"] == COPY, "cpu_nanoseconds_per_row"].iloc[0]
    return result.assign(ratio_to_copy=result["cpu_nanoseconds_per_row"] / copied)


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
