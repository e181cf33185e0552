"""What a feature is, and the type of its codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from customer_segmentation.errors import ConfigurationError

FeatureKind = Literal["category", "number"]
Codes = NDArray[np.int16]
Labels = NDArray[np.bool_]


@dataclass(frozen=True)
class Feature:
    """An input of the model.

    Parameters
    ----------
    name : str
        Column of the customer, and prefix of its ``<name>_code`` column.
    kind : {'category', 'number'}
        How values become codes: by level or by bin. A yes/no flag is a category.

    Raises
    ------
    ConfigurationError
        If ``kind`` is neither.
    """

    name: str
    kind: FeatureKind

    def __post_init__(self) -> None:
        if self.kind not in get_args(FeatureKind):
            raise ConfigurationError(
                f"Feature '{self.name}' is of kind {self.kind!r}; "
                f"give it one of {list(get_args(FeatureKind))}."
            )

    @property
    def code_column(self) -> str:
        """Name of the column that carries the feature's code."""
        return f"{self.name}_code"


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
