"""``python -m customer_segmentation.bench``: what the project costs, measured."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from customer_segmentation.bench import building, learning, scoring
from customer_segmentation.errors import UserError

#: What can be measured: a name, and a module with `add_options` and `run`.
BENCHMARKS = {"scoring": scoring, "build": building, "training": learning}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark.

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
        BENCHMARKS[options.benchmark].run(options)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    project = Path(os.environ.get("DBT_PROJECT_DIR", Path.cwd()))
    commands = parser.add_subparsers(dest="benchmark", required=True)
    for name, module in BENCHMARKS.items():
        command = commands.add_parser(name, help=str(module.__doc__))
        command.add_argument("--data", help="a CSV in the form of bank-full.csv")
        command.add_argument("--memory-limit", default="2GB", help="of DuckDB")
        command.add_argument("--project", type=Path, default=project)
        command.add_argument(
            "--output", type=Path, default=project / "target" / "bench"
        )
        command.add_argument("--scratch", help="where the temporary database goes")
        module.add_options(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
