"""Write the call list as files, with the columns that are carried along.

DuckDB does, row by row, without Python.
"""

from pathlib import Path

import duckdb

#: What makes a spreadsheet take a text for a formula, where a cell starts with it.
FORMULA = r"^[=+\-@\t\r\n]"
#: The list beside what is carried along.
LISTED = """
from report.call_list as listed
left join staging.stg_carried_columns as carried
    on listed.contact_id = carried.contact_id
"""
ORDERED = f"{LISTED} order by listed.call_rank"


def write_call_list(
    connection: duckdb.DuckDBPyConnection, folder: Path, parquet: bool = False
) -> list[Path]:
    """Write `report.call_list`, best first.

    Parameters
    ----------
    connection : DuckDB connection
    folder : Path
        Made where it is missing.
    parquet : bool
        Whether to write `call_list.parquet` too, with all values as they are.

    Returns
    -------
    list of Path
        `call_list.csv` first. In it, a text that a spreadsheet would take for a formula
        follows an apostrophe.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "call_list.csv"]
    columns = listed_columns(connection)
    cells = ", ".join(guarded(*column) for column in columns)
    copy(connection, f"select {cells} {ORDERED}", files[0], "format csv, header")
    if parquet:
        files.append(folder / "call_list.parquet")
        values = ", ".join(f"{cell} as {quoted(name)}" for cell, name, _ in columns)
        copy(connection, f"select {values} {ORDERED}", files[1], "format parquet")
    return files


def listed_columns(
    connection: duckdb.DuckDBPyConnection,
) -> list[tuple[str, str, str]]:
    """Find the columns of the list, and those that are carried along.

    Parameters
    ----------
    connection : DuckDB connection

    Returns
    -------
    list of (expression, name, type)
        To select from `LISTED`. A carried column whose name is taken, as that of an
        earlier list, says so.
    """
    columns = [
        (f"listed.{quoted(name)}", name, kind)
        for name, kind, *_ in connection.execute("describe report.call_list").fetchall()
    ]
    taken = {name.lower() for _, name, _ in columns}
    for column, kind, *_ in connection.execute(
        "describe staging.stg_carried_columns"
    ).fetchall():
        if column.lower() == "contact_id":
            continue
        name = column
        while name.lower() in taken:
            name += " (carried)"
        taken.add(name.lower())
        columns.append((f"carried.{quoted(column)}", name, kind))
    return columns


def guarded(cell: str, name: str, kind: str) -> str:
    """Write a column so that none of its cells, nor its head, is a formula.

    Parameters
    ----------
    cell, name, kind : str
        The expression of the column, its name and its type.

    Returns
    -------
    str
        SQL.
    """
    head = quoted(f"'{name}" if name[:1] in "=+-@\t\r\n" else name)
    if kind.upper() != "VARCHAR":
        return f"{cell} as {head}"
    is_formula = f"regexp_matches({cell}, '{FORMULA}')"
    return f"case when {is_formula} then '''' || {cell} else {cell} end as {head}"


def quoted(name: str) -> str:
    """Quote a name of SQL.

    Parameters
    ----------
    name : str

    Returns
    -------
    str
    """
    return '"' + name.replace('"', '""') + '"'


def copy(
    connection: duckdb.DuckDBPyConnection, query: str, file: Path, options: str
) -> None:
    """Write the rows of a query into a file.

    Parameters
    ----------
    connection : DuckDB connection
    query : str
    file : Path
    options : str
        Of DuckDB's `copy`.
    """
    target = str(file).replace("'", "''")
    connection.execute(f"copy ({query}) to '{target}' ({options})")
