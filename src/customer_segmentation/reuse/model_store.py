"""The rows of the model store, the table `training.fitted_models`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from customer_segmentation.reuse.tables import MODEL_STORE, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from duckdb import DuckDBPyConnection


def stored_model(store: str, fingerprint: str, unread: Sequence[str] = ()) -> str:
    """Find the latest stored model of a fingerprint, and mark it as requested.

    Parameters
    ----------
    store : str
        The table.
    fingerprint : str
        Hexadecimal digits, see `training_fingerprint`.
    unread : sequence of str
        Ids of models that cannot be read.

    Returns
    -------
    str
        SQL: at most one row of the store, its ``requested_at`` (UTC) the present time.
    """
    others = ", ".join("'" + name.replace("'", "''") + "'" for name in ("", *unread))
    stored = ", ".join(name for name in MODEL_STORE if name != "requested_at")
    return f"""
        select
            {stored},
            cast(now() at time zone 'UTC' as timestamp) as requested_at
        from {store}
        where
            fingerprint = '{fingerprint}'
            and model_id not in ({others})
        order by trained_at desc
        limit 1
    """  # noqa: S608, a hash of our own


def unchecked_models(
    session: DuckDBPyConnection, store: str, checks: str | None
) -> list[tuple[str, str, str]]:
    """List the models that nobody has looked at since they were saved.

    Parameters
    ----------
    session : DuckDBPyConnection
    store : str
        The table, as ``schema.table``; it may not be there yet.
    checks : str or None
        `training.model_checks`; None where there is none yet.

    Returns
    -------
    list of (str, str, str)
        Id, content and its hash.
    """
    if not session.execute(
        "select 1 from information_schema.tables where table_catalog ="
        " current_database() and table_schema || '.' || table_name = ?",
        [store],
    ).fetchall():
        return []
    hashed = f"select model_id, content, cast(hash(content) as varchar) from {store}"  # noqa: S608
    known = f"select model_id, content_hash from {checks}" if checks else None  # noqa: S608
    return session.execute(
        f"{hashed} where (model_id, cast(hash(content) as varchar)) not in ({known})"
        if known
        else hashed
    ).fetchall()


def as_requested(trained: pd.DataFrame) -> pd.DataFrame:
    """Note that the build that trained these models asked for them.

    Parameters
    ----------
    trained : DataFrame
        Rows of the store without ``requested_at``.

    Returns
    -------
    DataFrame
        The same rows with ``requested_at``: the time they were trained.
    """
    return typed(trained.assign(requested_at=trained["trained_at"]), MODEL_STORE)
