"""Add synthetic rows of the rarer class."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC, RandomOverSampler
from imblearn.over_sampling.base import BaseOverSampler
from threadpoolctl import threadpool_limits

from customer_segmentation.codes import Codes, Labels
from customer_segmentation.oversampling.parent_smote import ParentSMOTE


def oversample(
    codes: Codes,
    is_subscriber: Labels,
    is_category: Sequence[bool],
    *,
    method: str,
    ratio: float,
    k_neighbors: int,
    random_state: int,
) -> tuple[Codes, Labels, Labels]:
    """Add synthetic rows of the rarer class until it has the given share.

    Parameters
    ----------
    codes : ndarray of int16, shape (n_rows, n_features)
        Training rows only: a synthetic row is made of real ones, and would carry a
        held-out customer into training.
    is_subscriber : ndarray of bool, shape (n_rows,)
    is_category : sequence of bool, length n_features
    method : {'smote', 'smotenc', 'random', 'none'}
        Here as below, as `SETTINGS` allows.
        ``smote``: each category from one of two parents (`ParentSMOTE`).
        ``smotenc``: imbalanced-learn's `SMOTENC`, whose synthetic rows take the most
        frequent category of their neighbours and treat a missing number as a bin;
        `SMOTEN` where every feature is a category, `SMOTE` where none is.
        ``random``: copies of real rows. ``none``: nothing.
    ratio : float in (0, 1]
        Rows of the rarer class per row of the other one, afterwards (rounded down).
        A ratio that is already reached adds nothing.
    k_neighbors : int
        Neighbours to choose the second parent from; all other rows of the rarer
        class if it has fewer.
    random_state : int

    Returns
    -------
    codes : ndarray of int16, shape (n_rows + n_synthetic, n_features)
        The given rows in the given order, then the synthetic ones.
    is_subscriber : ndarray of bool, shape (n_rows + n_synthetic,)
    is_synthetic : ndarray of bool, shape (n_rows + n_synthetic,)

    Raises
    ------
    ValueError
        If a class has no row, or a SMOTE method meets a single row of the rarer one.
    """
    counts = np.bincount(is_subscriber, minlength=2)
    if method != "none" and counts.min() == 0:
        raise ValueError(
            f"Oversampling needs rows of both classes; there are {counts[1]} "
            f"subscribers and {counts[0]} others. Check the split of the contacts."
        )
    rarer = int(counts[1] <= counts[0])
    wanted = int(ratio * counts.max())
    if method == "none" or wanted <= counts[rarer]:
        return codes, is_subscriber, np.zeros(len(codes), dtype=bool)
    if method != "random" and counts[rarer] == 1:
        raise ValueError(
            f"Oversampling method '{method}' places new rows between two real ones, "
            "and the rarer class has a single row. Use method 'random' or 'none'."
        )
    sampler = _sampler(
        method,
        [bool(flag) for flag in is_category],
        min(k_neighbors, int(counts[rarer]) - 1),
        sampling_strategy={rarer: wanted},
        random_state=random_state,
    )
    # Doubles, because the stock classes truncate what they compute on integers; one
    # thread, because the order of their equally near neighbours may depend on it.
    with threadpool_limits(limits=1):
        rows, labels = sampler.fit_resample(
            codes.astype(np.float64), is_subscriber.astype(np.int64)
        )
    is_synthetic = np.arange(len(rows)) >= len(codes)
    # Only the stock classes return fractions; halves go up, as in ParentSMOTE.
    new_codes = np.floor(np.asarray(rows, dtype=np.float64) + 0.5).astype(np.int16)
    return new_codes, np.asarray(labels, dtype=bool), is_synthetic


def _sampler(
    method: str,
    is_category: list[bool],  # an array would fail in SMOTENC: it is compared to 'auto'
    k_neighbors: int,
    **common: Any,  # noqa: ANN401
) -> BaseOverSampler:
    if method == "random":
        return RandomOverSampler(**common)
    common["k_neighbors"] = k_neighbors
    if method == "smote":
        return ParentSMOTE(is_category, **common)
    if all(is_category):
        return SMOTEN(**common)
    if not any(is_category):
        return SMOTE(**common)
    return SMOTENC(is_category, **common)
