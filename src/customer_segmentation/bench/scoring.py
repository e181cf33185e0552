"""What scoring costs, against copying the table that it scores."""

import argparse
import os
import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from customer_segmentation.bench.charts import scoring_chart
from customer_segmentation.bench.comparing import compare, queries_of, with_fixed_cost
from customer_segmentation.bench.contacts import contacts_or_sample, replicate
from customer_segmentation.bench.options import rows_list
from customer_segmentation.bench.orbital_sql import (
    OrbitalUnavailableError,
    orbital_queries,
)
from customer_segmentation.bench.project import Project
from customer_segmentation.bench.results import save_results

FIXED_ROWS = 1_000  # so few that what a run costs is what it costs at least


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare what only this benchmark reads."""
    parser.add_argument(
        "--rows", default=[1_000_000, 4_500_000], type=rows_list, metavar="N,N"
    )
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--without-orbital", action="store_true", help="install and measure no orbital"
    )


def run(options: argparse.Namespace) -> None:
    """Measure every number of rows in a temporary database; print and save it all."""
    result = measure_sizes(options)
    print(result.to_string(index=False, float_format="{:.2f}".format))
    save_results(result, scoring_chart(result), options.output, "bench")


def measure_sizes(options: argparse.Namespace) -> pd.DataFrame:
    """Train once, then measure each number of rows.

    Parameters
    ----------
    options : Namespace
        ``data``, ``project``, ``output``, ``scratch``, ``memory_limit``, ``rows``,
        ``repeats``, ``without_orbital``.

    Returns
    -------
    DataFrame
        See `compare`, and ``fixed_cpu_seconds`` of `with_fixed_cost`.
    """
    contacts = contacts_or_sample(options.project, options.data)
    print(
        f"DuckDB {duckdb.__version__}, {os.cpu_count()} cores, memory_limit "
        f"{options.memory_limit}. Training on {contacts} ...",
        flush=True,
    )
    orbital = {} if options.without_orbital else _orbital(options.output, contacts)
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        project = Project(
            options.project, Path(folder) / "bench.duckdb", options.memory_limit
        )
        model_id = project.train(contacts)
        results = []
        for rows in [FIXED_ROWS, *options.rows]:
            replicate(project.database, contacts, rows)
            size = project.database.stat().st_size / 1e6
            queries = project.compile_scoring(model_id)
            if rows != FIXED_ROWS:
                print(
                    f"{rows:,} rows, a database of {size:,.0f} MB: dbt scored and "
                    f"explained them in {project.latest.wall_seconds:.1f} s; measuring "
                    "each way ...",
                    flush=True,
                )
            results.append(
                compare(
                    project.database,
                    queries_of(queries, orbital),
                    contacts,
                    rows,
                    1 if rows == FIXED_ROWS else options.repeats,
                    options.memory_limit,
                ).assign(database_mb=size)
            )
    return with_fixed_cost(pd.concat(results, ignore_index=True), FIXED_ROWS)


def _orbital(output: Path, contacts: Path) -> dict[str, str]:
    try:
        return orbital_queries(output / "orbital", contacts)
    except OrbitalUnavailableError as error:
        print(f"orbital is skipped: {error}", flush=True)
        return {}
