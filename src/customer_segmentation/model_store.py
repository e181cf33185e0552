"""The rows of the model store, the table `training.fitted_models`."""

import pandas as pd

COLUMNS = {
    "model_id": "str",
    "fingerprint": "str",
    "algorithm": "str",
    "trained_at": "datetime64[us]",
    "content": "str",
    "requested_at": "datetime64[us]",
}


def no_models() -> pd.DataFrame:
    """Return the store without a row.

    Returns
    -------
    DataFrame
        No rows; the columns of the store with their types, so that the table can be
        created before the first model is fitted or imported.
    """
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})


def mark_requested(models: pd.DataFrame) -> pd.DataFrame:
    """Note that a build asked for these models.

    Parameters
    ----------
    models : DataFrame
        Rows of the store, with or without ``requested_at``.

    Returns
    -------
    DataFrame
        The same rows with ``requested_at`` (UTC, naive): the time they were trained
        where they are new, the present time where they were stored before.
    """
    now = pd.Timestamp.now("UTC").tz_localize(None)
    is_new = "requested_at" not in models.columns
    marked = models.assign(requested_at=models["trained_at"] if is_new else now)
    return marked[list(COLUMNS)].astype(COLUMNS)
