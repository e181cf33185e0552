"""The rows of the model store, the table `training.fitted_models`.

Kept free of the libraries that train: a build that has nothing to train does not wait
for them to load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: The store without a row, so that the table can be created before the first model is
#: fitted or imported.
NO_MODELS = """
    select
        cast(null as varchar) as model_id,
        cast(null as varchar) as fingerprint,
        cast(null as varchar) as algorithm,
        cast(null as timestamp) as trained_at,
        cast(null as varchar) as content,
        cast(null as timestamp) as requested_at
    limit 0
"""
COLUMNS = {
    "model_id": "str",
    "fingerprint": "str",
    "algorithm": "str",
    "trained_at": "datetime64[us]",
    "content": "str",
    "requested_at": "datetime64[us]",
}


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
    return f"""
        select
            model_id,
            fingerprint,
            algorithm,
            trained_at,
            content,
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
    requested = trained.assign(requested_at=trained["trained_at"])
    return requested[list(COLUMNS)].astype(COLUMNS)
