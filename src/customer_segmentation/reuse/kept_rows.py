"""Find rows that an earlier build made from the same input."""

from duckdb import DuckDBPyConnection, DuckDBPyRelation


def kept_rows(
    session: DuckDBPyConnection, schema: str, table: str, fingerprint: str
) -> DuckDBPyRelation | None:
    """Find the rows of a table that carry a fingerprint.

    Parameters
    ----------
    session : DuckDBPyConnection
    schema, table : str
    fingerprint : str
        Hexadecimal digits.

    Returns
    -------
    DuckDBPyRelation or None
        None where there is no row, no such table, or none with a fingerprint.
    """
    if not session.execute(
        "select 1 from information_schema.columns where column_name = 'fingerprint'"
        " and table_schema = ? and table_name = ?",
        [schema, table],
    ).fetchall():
        return None
    kept = session.table(f"{schema}.{table}").filter(f"fingerprint = '{fingerprint}'")
    return kept if kept.limit(1).fetchall() else None
