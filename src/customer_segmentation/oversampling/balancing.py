"""Rows to train on, from encoded training contacts."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from customer_segmentation.codes import code_matrix
from customer_segmentation.configuration import read_configuration
from customer_segmentation.oversampling.oversample import oversample


def balance(rows: pd.DataFrame, configuration: Mapping[str, Any]) -> pd.DataFrame:
    """Add synthetic rows to the training rows.

    Parameters
    ----------
    rows : DataFrame
        One row per training contact, in a fixed order: ``contact_id``,
        ``is_subscriber`` and one ``<feature>_code`` per feature.
    configuration : mapping
        See `read_configuration`.

    Returns
    -------
    DataFrame
        One row per contact in the given order, then the synthetic rows:
        ``training_row`` (1, 2, ...), ``contact_id`` (missing for synthetic rows; whole
        numbers as Int64), the codes (int16), ``is_subscriber`` and ``is_synthetic``
        (bool).

    Raises
    ------
    ValueError
        If a label or a code is missing, or there are too few rows to oversample.
    """
    settings = read_configuration(configuration)
    if rows["is_subscriber"].isna().any():
        raise ValueError(
            "A training row has no label; train on rows whose is_subscriber is known."
        )
    codes, is_subscriber, is_synthetic = oversample(
        code_matrix(rows, settings.features),
        rows["is_subscriber"].to_numpy(dtype=bool),
        [feature.kind == "category" for feature in settings.features],
        random_state=settings.random_state,
        **settings.oversampling,
    )
    balanced = pd.DataFrame(codes, columns=[f.code_column for f in settings.features])
    contact_id = rows["contact_id"].reset_index(drop=True)
    if pd.api.types.is_integer_dtype(contact_id):
        contact_id = contact_id.astype("Int64")
    balanced.insert(0, "contact_id", contact_id.reindex(balanced.index))
    # row samples are drawn by position, and a table has no order of its own
    balanced.insert(0, "training_row", range(1, len(balanced) + 1))
    return balanced.assign(is_subscriber=is_subscriber, is_synthetic=is_synthetic)
