"""The command behind ``make report``: page and list of the last build, without dbt."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from customer_segmentation.errors import UserError
from customer_segmentation.report.call_list import write_call_list
from customer_segmentation.report.page import write_page

PROJECT = Path(__file__).resolve().parents[3]
DATABASE = PROJECT / "warehouse" / "customer_segmentation.duckdb"


def write_report(
    database: Path, folder: Path, contacts: str | None = None, parquet: bool = False
) -> tuple[Path, list[Path]]:
    """Write page and list of a build.

    Parameters
    ----------
    database : Path
    folder : Path
        Made where it is missing.
    contacts : {"called", "none"}, optional
        Whether the page carries the rows of the list; as var `report` says by default.
    parquet : bool
        Whether the list is written as Parquet too.

    Returns
    -------
    page : Path
    lists : list of Path

    Raises
    ------
    UserError
        If there is no database, or no whole build in it.
    """
    if not database.is_file():
        raise UserError(
            f"There is no database {database}; run `make run` or `dbt build` first."
        )
    with duckdb.connect(str(database), read_only=True) as connection:
        page = write_page(connection, folder / "report.html", contacts)
        return page, write_call_list(connection, folder, parquet)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process by default.

    Returns
    -------
    int
        0, or 1 after a sentence on stderr that says what to correct.
    """
    options = _parser().parse_args(arguments)
    started = time.perf_counter()
    try:
        page, lists = write_report(
            options.database, options.folder, options.contacts, options.parquet
        )
    except UserError as error:
        print(f"\nStopped: {error}", file=sys.stderr)
        return 1
    seconds = time.perf_counter() - started
    print(f"Page         {page} ({page.stat().st_size / 1e6:.2f} MB, {seconds:.1f} s)")
    for file in lists:
        print(f"List         {file}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m customer_segmentation.report",
        description="Write the page and the call list of the last build.",
    )
    parser.add_argument(
        "--database", type=Path, default=Path(os.environ.get("DUCKDB_PATH") or DATABASE)
    )
    parser.add_argument("--folder", type=Path, default=PROJECT / "target")
    parser.add_argument(
        "--contacts",
        choices=["called", "none"],
        help="whether the page carries the rows of the list (default: var report)",
    )
    parser.add_argument(
        "--parquet", action="store_true", help="write call_list.parquet too"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
