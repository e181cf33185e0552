"""Fit levels and bin edges in Python, for experiments with folds of their own.

The pipeline fits them in SQL, in `features.int_feature_levels`; a test holds the two
equal.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.codes import Labels
from customer_segmentation.features import Feature

MAX_LEVELS = 250
COLUMNS = ("feature", "code", "level", "lower_bound", "upper_bound", "train_count")


def bins_of(configuration: Mapping[str, Any]) -> dict[str, int]:
    """Read the most bins of each feature from a training configuration.

    Parameters
    ----------
    configuration : mapping
        See `read_configuration`; each number also has ``bins``.

    Returns
    -------
    dict
        By the name of the feature; 0 for a category.
    """
    return {entry["name"]: entry.get("bins", 0) for entry in configuration["features"]}


def fit_levels(
    values: pd.DataFrame,
    is_subscriber: Labels,
    features: Sequence[Feature],
    bins: Mapping[str, int],
) -> pd.DataFrame:
    """Fit the codes of every feature.

    Parameters
    ----------
    values : DataFrame
        One row per training contact and one column per feature: numbers as doubles,
        categories as text, missing where not known.
    is_subscriber : ndarray of bool, shape (n_rows,)
    features : sequence of Feature
    bins : mapping of str to int
        The most bins of each number.

    Returns
    -------
    DataFrame
        One row per feature and code: ``feature``, ``code``, ``level``,
        ``lower_bound``, ``upper_bound``, ``train_count``.

    Notes
    -----
    Categories: by ascending share of subscribers, the 250 most frequent ones. Numbers:
    bin = floor(bins * (rows below + half the rows of the value) / rows).
    """
    parts = [
        _category_levels(feature.name, values[feature.name], is_subscriber)
        if feature.kind == "category"
        else _number_levels(feature.name, values[feature.name], bins[feature.name])
        for feature in features
    ]
    return pd.concat(parts, ignore_index=True)


def _category_levels(
    name: str, column: pd.Series, is_subscriber: Labels
) -> pd.DataFrame:
    known = pd.DataFrame({"level": column.to_numpy(dtype=object), "y": is_subscriber})
    by_level = known.dropna().astype({"y": bool}).groupby("level")["y"]
    counts = pd.DataFrame({"train_count": by_level.size(), "share": by_level.mean()})
    counts = counts.reset_index().sort_values(
        by=["train_count", "level"], ascending=[False, True]
    )
    counts = counts.head(MAX_LEVELS).sort_values(by=["share", "level"])
    return pd.DataFrame(
        {
            "feature": name,
            "code": np.arange(1, len(counts) + 1),
            "level": counts["level"].to_numpy(dtype=object),
            "lower_bound": np.nan,
            "upper_bound": np.nan,
            "train_count": counts["train_count"].to_numpy(),
        },
        columns=list(COLUMNS),
    )


def _number_levels(name: str, column: pd.Series, bins: int) -> pd.DataFrame:
    numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
    distinct, counts = np.unique(numbers[~np.isnan(numbers)], return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    bin_of = np.floor(bins * middle / max(counts.sum(), 1))
    _, first = np.unique(bin_of, return_index=True)
    lowest = distinct[first]
    return pd.DataFrame(
        {
            "feature": name,
            "code": np.arange(1, len(first) + 1),
            "level": None,
            "lower_bound": np.concatenate([[np.nan], lowest[1:]])[: len(first)],
            "upper_bound": np.concatenate([lowest[1:], [np.nan]])[: len(first)],
            "train_count": np.add.reduceat(counts, first) if len(first) else counts,
        },
        columns=list(COLUMNS),
    )
