"""Encode values in Python, as a second opinion on the encoding done in SQL.

Only the parity probes use it: a model carries scores of a few customers computed
from here, and SQL must reproduce them from the same values.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from customer_segmentation.codes import Codes
from customer_segmentation.features import Feature


def encode(
    values: pd.DataFrame, levels: pd.DataFrame, features: Sequence[Feature]
) -> Codes:
    """Turn values into codes.

    Parameters
    ----------
    values : DataFrame
        One column per feature: text for categories, numbers for numbers. Missing is
        ``None``, NaN or ``pd.NA``.
    levels : DataFrame
        One row per feature and code, fitted on training rows, with columns
        ``feature``, ``code`` (1..K), ``level`` (text; null for numbers) and
        ``lower_bound``, where a bin is ``[lower_bound, upper_bound)`` and a null
        bound is unbounded.
    features : sequence of Feature

    Returns
    -------
    ndarray of int16, shape (n_rows, n_features)
        0 = missing, or a category never seen in training. A number below the first
        or above the last edge takes the outer bin.
    """
    codes = np.zeros((len(values), len(features)), dtype=np.int16)
    for position, feature in enumerate(features):
        fitted = levels[levels["feature"] == feature.name].sort_values("code")
        if fitted.empty:  # always missing in training: there is nothing to know
            continue
        encode_column = _encode_number if feature.kind == "number" else _encode_category
        codes[:, position] = encode_column(values[feature.name], fitted)
    return codes


def _encode_category(column: pd.Series, levels: pd.DataFrame) -> Codes:
    code_of = dict(zip(levels["level"], levels["code"], strict=True))
    # .get is safe with NaN and pd.NA: no level is ever missing
    return np.array([code_of.get(value, 0) for value in column], dtype=np.int16)


def _encode_number(column: pd.Series, levels: pd.DataFrame) -> Codes:
    numbers = column.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    lower_bounds = levels["lower_bound"].to_numpy(dtype=np.float64, na_value=np.nan)
    # the first edge is dropped, so that whatever is below it is in the first bin
    bins = np.searchsorted(lower_bounds[1:], numbers, side="right")
    codes = levels["code"].to_numpy(dtype=np.int16)[bins]
    return np.where(np.isnan(numbers), np.int16(0), codes)
