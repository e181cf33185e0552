"""Values as small whole numbers: what every model is fitted on and scores."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from customer_segmentation.errors import ConfigurationError
from customer_segmentation.features import Feature

Codes = NDArray[np.int16]
Labels = NDArray[np.bool_]
Vector = NDArray[np.float64]


def code_counts(levels: pd.DataFrame, features: Sequence[Feature]) -> tuple[int, ...]:
    """Count the codes of each feature, the missing code 0 included.

    Parameters
    ----------
    levels : DataFrame
        One row per feature and code (1..K), with columns ``feature`` and ``code``.
    features : sequence of Feature

    Returns
    -------
    tuple of int
        K + 1 per feature; 1 for a feature that was always missing in training.
        Counted from the levels, not from rows: a level may have no row left.
    """
    highest = levels.groupby("feature")["code"].max()
    return tuple(1 + int(highest.get(feature.name, 0)) for feature in features)


def code_directions(
    levels: pd.DataFrame, features: Sequence[Feature]
) -> tuple[int, ...]:
    """Say which way the log-odds of each feature must go where its code grows.

    Parameters
    ----------
    levels : DataFrame
        One row per feature and code, with columns ``feature``, ``code``, ``level``.
    features : sequence of Feature

    Returns
    -------
    tuple of int
        1 where they must not fall, -1 where they must not rise, 0 where they may do
        both. The codes of a flag are in order of the subscription rate: where 'true'
        comes first, its direction is turned round.

    Raises
    ------
    ConfigurationError
        If a feature that is monotone is a category and no flag.
    """
    directions = []
    for feature in features:
        direction = {None: 0, "increasing": 1, "decreasing": -1}[feature.monotone]
        if direction and feature.kind == "category":
            own = levels[levels["feature"] == feature.name].sort_values("code")
            texts = own["level"].tolist()
            if not set(texts) <= {"false", "true"}:
                raise ConfigurationError(
                    f"Feature '{feature.name}' is a category and monotone: "
                    f"{feature.monotone}; its levels have no order but that of their "
                    "subscription rates. Only numbers and flags can be monotone."
                )
            direction *= -1 if texts == ["true", "false"] else 1
        directions.append(direction)
    return tuple(directions)


def code_matrix(rows: pd.DataFrame, features: Sequence[Feature]) -> Codes:
    """Gather the ``<feature>_code`` columns.

    Parameters
    ----------
    rows : DataFrame
        One column ``<feature>_code`` per feature, other columns are ignored.
    features : sequence of Feature

    Returns
    -------
    ndarray of int16, shape (n_rows, n_features)

    Raises
    ------
    ConfigurationError
        If a code column is absent.
    ValueError
        If a code is null or negative.
    """
    absent = [f.code_column for f in features if f.code_column not in rows.columns]
    if absent:
        raise ConfigurationError(
            f"The rows have no column {absent}; "
            "encode every feature listed in the configuration."
        )
    columns = rows[[feature.code_column for feature in features]]
    invalid = columns.isna().any() | (columns < 0).any()
    if invalid.any():
        raise ValueError(
            f"Columns {list(columns.columns[invalid])} hold null or negative codes; "
            "a missing value is encoded as 0."
        )
    return np.ascontiguousarray(columns.to_numpy(dtype=np.int16))
