"""The command behind ``make query``: ask the database, without dbt."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from customer_segmentation.errors import UserError

PROJECT = Path(__file__).resolve().parents[3]
#: Whether a build holds what it should; the README shows what it returns.
DEFAULT = "from report.split_summary"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what a query returns.

    Parameters
    ----------
    arguments : sequence of str, optional
        The query; those of the process by default.

    Returns
    -------
    int
        0, or 1 after a sentence on stderr.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        show(given[0] if given else DEFAULT)
    except UserError as error:
        print(f"\nStopped: {error}", file=sys.stderr)
        return 1
    return 0


def show(query: str) -> None:
    """Print what the last build answers to a query, as wide as the terminal.

    Parameters
    ----------
    query : str

    Raises
    ------
    UserError
        If there is no database, or it cannot answer.
    """
    default = PROJECT / "warehouse" / "customer_segmentation.duckdb"
    database = Path(os.environ.get("DUCKDB_PATH") or default)
    if not database.is_file():
        raise UserError(f"There is no database {database}; run `make run` first.")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            result = connection.sql(query)
            if result is not None:
                result.show(max_width=shutil.get_terminal_size((160, 24)).columns)
    except duckdb.Error as error:
        raise UserError(str(error)) from error


if __name__ == "__main__":
    sys.exit(main())
