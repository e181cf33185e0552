"""The columns of tables that may have no row yet, by their SQL types."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

#: `training.fitted_models`: every model that was ever fitted or imported.
MODEL_STORE = {
    "model_id": "varchar",
    "fingerprint": "varchar",
    "algorithm": "varchar",
    "trained_at": "timestamp",
    "content": "varchar",
    "requested_at": "timestamp",
}
#: `training.model_checks`: which of them can be read.
MODEL_CHECKS = {"model_id": "varchar", "content_hash": "varchar", "fault": "varchar"}
#: `registry.paired_comparison`, see `bootstrap.paired_comparison`.
COMPARISON = {
    "candidate_model_id": "varchar",
    "champion_model_id": "varchar",
    "metric": "varchar",
    "candidate_value": "double",
    "champion_value": "double",
    "difference": "double",
    "lower_95": "double",
    "upper_95": "double",
    "better_share": "double",
    "contact_count": "bigint",
}
PANDAS_TYPES = {
    "varchar": "str",
    "double": "float64",
    "bigint": "int64",
    "timestamp": "datetime64[us]",
}


def no_rows(columns: Mapping[str, str]) -> str:
    """Write the query of a table without a row.

    Parameters
    ----------
    columns : mapping of str to str
        SQL types by name.

    Returns
    -------
    str
    """
    nulls = (f"cast(null as {kind}) as {name}" for name, kind in columns.items())
    return f"select {', '.join(nulls)} limit 0"


def typed(rows: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Give a table the columns and types it has in the database.

    Parameters
    ----------
    rows : DataFrame
    columns : mapping of str to str
        SQL types by name.

    Returns
    -------
    DataFrame
    """
    types = {name: PANDAS_TYPES[kind] for name, kind in columns.items()}
    return rows[list(columns)].astype(types)
