"""Write the call list as files, with the columns that are carried along.

DuckDB does, row by row, without Python.
"""

from pathlib import Path

import duckdb

#: What makes a spreadsheet take a text for a formula, where a cell starts with it.
FORMULA = r"^[=+\-@\t\r\n]"


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
    ordered = (
        "from report.call_list left join staging.stg_carried_columns using (contact_id)"
        " order by call_rank"
    )
    columns = connection.execute(f"describe {ordered}").fetchall()
    cells = ", ".join(guarded(name, kind) for name, kind, *_ in columns)
    copy(connection, f"select {cells} {ordered}", files[0], "format csv, header")
    if parquet:
        files.append(folder / "call_list.parquet")
        copy(connection, f"select * {ordered}", files[1], "format parquet")
    return files


def guarded(name: str, kind: str) -> str:
    """Write a column so that none of its cells, nor its head, is a formula.

    Parameters
    ----------
    name, kind : str
        The column and its type.

    Returns
    -------
    str
        SQL.
    """
    column = quoted(name)
    head = quoted(f"'{name}" if name[:1] in "=+-@\t\r\n" else name)
    if kind.upper() != "VARCHAR":
        return f"{column} as {head}"
    is_formula = f"regexp_matches({column}, '{FORMULA}')"
    return f"case when {is_formula} then '''' || {column} else {column} end as {head}"


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
