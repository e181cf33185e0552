"""The contacts a benchmark scores: a few, replicated inside the database."""

import os
from pathlib import Path

import duckdb

from customer_segmentation.errors import ConfigurationError

CSV_NAME = "bank-full.csv"
FOLDER_VARIABLE = "BANK_MARKETING_DIR"
SAMPLE = Path("seeds") / "sample_contacts.csv"


def find_contacts(project: Path, path: str | None) -> Path:
    """Find the contacts to replicate.

    Parameters
    ----------
    project : Path
        The folder of ``dbt_project.yml``.
    path : str or None
        A CSV in the form of ``bank-full.csv``; None to look for that file in
        ``$BANK_MARKETING_DIR`` and ``../shared/data``.

    Returns
    -------
    Path
        The CSV; that of the synthetic sample where there is no other.

    Raises
    ------
    ConfigurationError
        If ``path`` is not a file.
    """
    if path:
        if not Path(path).is_file():
            raise ConfigurationError(f"There is no file {path}; correct DATA.")
        return Path(path).absolute()
    for folder in (os.environ.get(FOLDER_VARIABLE), project / ".." / "shared" / "data"):
        if folder and (Path(folder) / CSV_NAME).is_file():
            return (Path(folder) / CSV_NAME).resolve()
    return (project / SAMPLE).absolute()


def contacts_or_sample(project: Path, path: str | None) -> Path:
    """Find the contacts to replicate, and say so where they are those of the sample.

    Parameters
    ----------
    project : Path
    path : str or None
        See `find_contacts`.

    Returns
    -------
    Path
    """
    contacts = find_contacts(project, path)
    if not path and contacts.name == SAMPLE.name:
        print(f"{CSV_NAME} was not found: the synthetic sample is used instead.")
    return contacts


def replicate(
    database: Path, csv_path: Path, rows: int, *, with_outcome: bool = False
) -> None:
    """Write ``raw.contacts``: the contacts again and again.

    Parameters
    ----------
    database : Path
    csv_path : Path
    rows : int
        How many rows the table gets. Each has a ``contact_id`` of its own.
    with_outcome : bool, default=False
        Whether the table has the column ``y``.
    """
    with duckdb.connect(database) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute("create schema if not exists raw")
        connection.execute(
            f"""
            create or replace temporary table originals as
            select
                row_number() over () - 1 as position,
                source.* {"" if with_outcome else "exclude (y)"}
            from read_csv($path, header = true, types = {{
                "default": 'varchar', 'housing': 'varchar', 'loan': 'varchar',
                'y': 'varchar'
            }}) as source
            """,  # noqa: S608 (no text of a stranger)
            {"path": str(csv_path)},
        )
        connection.execute(
            f"""
            create or replace table raw.contacts as
            select
                copies.copy * totals.total + originals.position as contact_id,
                originals.* exclude (position)
            from range({-(-rows // max(1, _count(connection)))}) as copies (copy)
            cross join originals
            cross join (select count(*) as total from originals) as totals
            where copies.copy * totals.total + originals.position < {rows}
            """  # noqa: S608 (numbers)
        )


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.sql("select count(*) from originals").fetchall()[0][0])
