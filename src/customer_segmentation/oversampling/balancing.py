"""Rows to train on, from encoded training contacts."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.absorbed import COLUMN, period_codes, period_levels
from customer_segmentation.codes import code_matrix
from customer_segmentation.configuration import read_configuration
from customer_segmentation.oversampling.oversample import oversample


def balance(rows: pd.DataFrame, configuration: Mapping[str, Any]) -> pd.DataFrame:
    """Add synthetic rows to the training rows.

    Parameters
    ----------
    rows : DataFrame
        One row per training contact, in a fixed order: ``contact_id``,
        ``is_subscriber`` and one ``<feature>_code`` per feature; ``absorbed_period``
        where the period is absorbed.
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
    codes = code_matrix(rows, settings.features)
    is_subscriber = rows["is_subscriber"].to_numpy(dtype=bool)
    is_category = [feature.kind == "category" for feature in settings.features]
    periods: list[str] = []
    if settings.absorbs_period:  # of a synthetic row, that of a parent
        periods = period_levels(list(rows[COLUMN]), is_subscriber)
        codes = np.hstack([codes, period_codes(list(rows[COLUMN]), periods)])
        is_category.append(True)
    codes, is_subscriber, is_synthetic = oversample(
        codes,
        is_subscriber,
        is_category,
        random_state=settings.random_state,
        **settings.oversampling,
    )
    names = [feature.code_column for feature in settings.features]
    balanced = pd.DataFrame(codes[:, : len(names)], columns=names)
    if settings.absorbs_period:
        balanced[COLUMN] = np.array([None, *periods], dtype=object)[codes[:, -1]]
    contact_id = rows["contact_id"].reset_index(drop=True)
    if pd.api.types.is_integer_dtype(contact_id):
        contact_id = contact_id.astype("Int64")
    balanced.insert(0, "contact_id", contact_id.reindex(balanced.index))
    # row samples are drawn by position, and a table has no order of its own
    balanced.insert(0, "training_row", range(1, len(balanced) + 1))
    return balanced.assign(is_subscriber=is_subscriber, is_synthetic=is_synthetic)
