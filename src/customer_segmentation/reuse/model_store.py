"""The rows of the model store, the table `training.fitted_models`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from customer_segmentation.reuse.tables import MODEL_STORE, typed

if TYPE_CHECKING:
    import pandas as pd


def stored_model(store: str, fingerprint: str) -> str:
    """Find the latest stored model of a fingerprint, and mark it as requested.

    Parameters
    ----------
    store : str
        The table.
    fingerprint : str
        Hexadecimal digits, see `training_fingerprint`.

    Returns
    -------
    str
        SQL: at most one row of the store, its ``requested_at`` (UTC) the present time.
    """
    stored = ", ".join(name for name in MODEL_STORE if name != "requested_at")
    return f"""
        select
            {stored},
            cast(now() at time zone 'UTC' as timestamp) as requested_at
        from {store}
        where fingerprint = '{fingerprint}'
        order by trained_at desc
        limit 1
    """  # noqa: S608, a hash of our own


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
