"""Logistic regression with one coefficient per code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder
from threadpoolctl import threadpool_limits

from customer_segmentation import parameters
from customer_segmentation.features import Codes, Labels

PARAMETERS: Mapping[str, parameters.Parameter] = {
    "C": parameters.positive(1.0),
    "max_iter": parameters.count_of(1, 1000),
    "tol": parameters.positive(1e-6),
}


@dataclass(frozen=True)
class LogisticCodes:
    """A fitted logistic regression on one-hot codes.

    Parameters
    ----------
    encoder : OneHotEncoder
        Columns: the codes 0..K of the first feature, then of the second, and so on.
    estimator : LogisticRegression
    """

    encoder: OneHotEncoder
    estimator: LogisticRegression

    def decision_function(self, codes: Codes) -> NDArray[np.float64]:
        """Score rows.

        Parameters
        ----------
        codes : ndarray of int16, shape (n_rows, n_features)

        Returns
        -------
        ndarray of float64, shape (n_rows,)
            Log-odds.
        """
        if len(codes) == 0:  # scikit-learn refuses to score no rows
            return np.zeros(0)
        inputs = self.encoder.transform(codes)
        return np.asarray(self.estimator.decision_function(inputs), dtype=np.float64)


def fit_logistic(
    codes: Codes,
    is_subscriber: Labels,
    n_codes: Sequence[int],
    given: Mapping[str, Any] | None = None,
    random_state: int = 0,
    sample_weight: NDArray[np.float64] | None = None,
) -> LogisticCodes:
    """Fit a logistic regression on one-hot codes.

    Parameters
    ----------
    codes : ndarray of int16, shape (n_rows, n_features)
    is_subscriber : ndarray of bool, shape (n_rows,)
    n_codes : sequence of int, length n_features
        Codes of each feature, the missing code 0 included. A code without a row keeps
        coefficient 0, thanks to the penalty.
    given : mapping, optional
        Values of `PARAMETERS`, named as in `LogisticRegression`: ``C`` is the inverse
        strength of the squared penalty.
    random_state : int
        Not used by the solver; recorded.
    sample_weight : ndarray of float64, shape (n_rows,), optional

    Returns
    -------
    LogisticCodes

    Raises
    ------
    ConfigurationError
        If a parameter is unknown or out of range.
    ValueError
        If the rows hold one class only.
    """
    settings = parameters.checked(given, PARAMETERS, "logistic_regression")
    if is_subscriber.all() or not is_subscriber.any():
        raise ValueError(
            "All training rows are of one class; logistic_regression needs both. "
            "Check the split of the contacts."
        )
    encoder = OneHotEncoder(categories=[np.arange(count) for count in n_codes])
    inputs = encoder.fit_transform(codes)
    estimator = LogisticRegression(**settings, random_state=random_state)
    with threadpool_limits(limits=1):  # the order of a sum must not depend on threads
        estimator.fit(inputs, is_subscriber, sample_weight=sample_weight)
    return LogisticCodes(encoder, estimator)
