"""What training and oversampling cost as rows grow."""

import argparse
import json
import tempfile
from pathlib import Path
from statistics import median

import pandas as pd

from customer_segmentation.bench.charts import training_chart
from customer_segmentation.bench.contacts import contacts_or_sample, replicate
from customer_segmentation.bench.measuring import Measurement, in_own_process
from customer_segmentation.bench.options import rows_list
from customer_segmentation.bench.project import Project
from customer_segmentation.bench.results import save_results

OVERSAMPLE = "oversampling"
FIT = "training on those rows"
WHOLE = "`dbt run` up to the active model"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare what only this benchmark reads."""
    parser.add_argument(
        "--rows",
        default=[10_000, 30_000, 100_000, 300_000, 1_000_000],
        type=rows_list,
        metavar="N,N",
        help="train rows",
    )
    parser.add_argument(
        "--labelled",
        default=[],
        type=rows_list,
        metavar="N,N",
        help="labelled contacts of which dbt trains with var max_train_rows",
    )
    parser.add_argument("--repeats", type=int, default=1)


def run(options: argparse.Namespace) -> None:
    """Measure each number of rows in a temporary database; print and save it all."""
    result = measure_sizes(options)
    print(result.to_string(index=False, float_format="{:.2f}".format))
    save_results(result, training_chart(result), options.output, "bench_training")


def measure_sizes(options: argparse.Namespace) -> pd.DataFrame:
    """Train on each number of rows, in a process of its own.

    Parameters
    ----------
    options : Namespace
        ``data``, ``project``, ``scratch``, ``memory_limit``, ``rows``, ``labelled``,
        ``repeats``.

    Returns
    -------
    DataFrame
        One row per ``work`` and ``rows``: ``repeats``, ``wall_seconds``,
        ``cpu_seconds``, ``peak_memory_mb``. Rows are train rows for the Python nodes,
        which read the encoded rows of one build again and again, without
        `max_train_rows`; they are labelled contacts for the whole of dbt.
    """
    contacts = contacts_or_sample(options.project, options.data)
    measured = []
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        project = Project(
            options.project, Path(folder) / "bench.duckdb", options.memory_limit
        )
        print(f"Training on {contacts} ...", flush=True)
        project.train(contacts)
        for rows in options.rows:
            for work, step in ((OVERSAMPLE, "oversample"), (FIT, "fit")):
                arguments = {
                    "database": str(project.database),
                    "rows": rows,
                    "step": step,
                }
                runs = [
                    in_own_process("run_training", arguments)
                    for _ in range(options.repeats)
                ]
                measured.append(_row(work, rows, runs))
                print(json.dumps(measured[-1]), flush=True)
        for rows in options.labelled:
            replicate(project.database, contacts, rows, with_outcome=True)
            project.train("relation:raw.contacts")
            runs = [project.latest]
            measured.append(_row(WHOLE, rows, runs))
            print(json.dumps(measured[-1]), flush=True)
    return pd.DataFrame(measured)


def _row(work: str, rows: int, runs: list[Measurement]) -> dict[str, object]:
    return {
        "work": work,
        "rows": rows,
        "repeats": len(runs),
        "wall_seconds": median(run.wall_seconds for run in runs),
        "cpu_seconds": median(run.cpu_seconds for run in runs),
        "peak_memory_mb": max(run.peak_bytes for run in runs) / 1e6,
    }
