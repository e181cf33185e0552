"""``python -m customer_segmentation.bench``: what scoring costs, printed and saved."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from customer_segmentation.bench.comparing import compare
from customer_segmentation.bench.contacts import SAMPLE, find_contacts, replicate
from customer_segmentation.bench.project import Project
from customer_segmentation.errors import UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Parameters
    ----------
    arguments : sequence of str or None
        As on the command line.

    Returns
    -------
    int
        0, or 1 where something has to be repaired first.
    """
    options = _parser().parse_args(arguments)
    try:
        result = run(options)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / "bench.csv"
    result.to_csv(path, index=False)
    print(result.to_string(index=False, float_format="{:.2f}".format))
    print("orbital is skipped: it is not in the environment of the project.")
    print(f"Saved: {path}")
    return 0


def run(options: argparse.Namespace) -> pd.DataFrame:
    """Measure every number of rows in a temporary database; return all results."""
    contacts = find_contacts(options.project, options.data)
    if not options.data and contacts.name == SAMPLE.name:
        print(
            "bank-full.csv was not found: the synthetic sample is replicated instead."
        )
    results = []
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        project = Project(options.project, Path(folder) / "bench.duckdb")
        print(f"Training on {contacts} ...", flush=True)
        model_id = project.train(contacts)
        for rows in options.rows:
            print(f"Scoring {rows:,} rows ...", flush=True)
            replicate(project.database, contacts, rows)
            queries = project.compile_scoring(model_id)
            results.append(
                compare(
                    project.database,
                    queries,
                    contacts,
                    rows,
                    options.repeats,
                    options.memory_limit,
                )
            )
    return pd.concat(results, ignore_index=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    project = Path(os.environ.get("DBT_PROJECT_DIR", Path.cwd()))
    parser.add_argument(
        "--rows",
        default=[1_000_000, 4_500_000],
        help="such as 1000000,4500000",
        type=lambda text: [int(part) for part in text.split(",")],
    )
    parser.add_argument("--data", help="a CSV in the form of bank-full.csv")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--memory-limit", default="2GB")
    parser.add_argument("--project", type=Path, default=project)
    parser.add_argument("--output", type=Path, default=project / "target" / "bench")
    parser.add_argument("--scratch", help="where the temporary database goes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
