"""Train a model: the call of the dbt node `fitted_models`."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.utils import compute_sample_weight
from threadpoolctl import threadpool_limits

from customer_segmentation.boosted_pairs import MAX_CODES, fit_boosted_pairs
from customer_segmentation.calibration import fit_calibrations
from customer_segmentation.collapse import collapse_boosting, collapse_logistic
from customer_segmentation.configuration import Configuration, read_configuration
from customer_segmentation.encoding import encode
from customer_segmentation.errors import ConfigurationError
from customer_segmentation.features import Codes, Labels, code_counts, code_matrix
from customer_segmentation.fingerprint import library_versions
from customer_segmentation.logistic_regression import fit_logistic
from customer_segmentation.model_document import (
    canonical_json,
    model_document,
    model_id,
)
from customer_segmentation.purification import purify
from customer_segmentation.quantization import MAX_ERROR, quantize
from customer_segmentation.terms import Terms

MOST_CHECKED_ROWS = 10_000  # scored by the estimator as well, beside the probes


class Estimator(Protocol):
    """What scores codes."""

    def decision_function(self, codes: Codes) -> NDArray[np.float64]:
        """Return log-odds, one per row."""


def train_model(
    balanced_rows: pd.DataFrame,
    validation_rows: pd.DataFrame,
    levels: pd.DataFrame,
    probes: pd.DataFrame,
    configuration: Mapping[str, Any],
    fingerprint: str,
) -> pd.DataFrame:
    """Fit a classifier and return it as a document.

    Parameters
    ----------
    balanced_rows : DataFrame
        One row per training row after oversampling, in a fixed order:
        ``<feature>_code`` per feature, ``is_subscriber``, ``is_synthetic``.
    validation_rows : DataFrame
        Rows for calibration, never oversampled and never fitted on:
        ``<feature>_code`` per feature, ``is_subscriber``. May be empty.
    levels : DataFrame
        One row per feature and code: ``feature``, ``code``, ``level``,
        ``lower_bound``, ``upper_bound``, ``train_count``.
    probes : DataFrame
        Cases that SQL must score as the estimator does: ``probe_id``, ``probe``, and
        one column of values per feature.
    configuration : mapping
        See `read_configuration`.
    fingerprint : str
        Of this run, see `training_fingerprint`; kept with the model.

    Returns
    -------
    DataFrame
        One row: ``model_id``, ``fingerprint``, ``algorithm``, ``trained_at`` (UTC,
        naive) and ``content`` (the document). The same input gives the same content,
        whatever the number of cores.

    Raises
    ------
    ConfigurationError
        If a setting, or a feature's number of codes, cannot be trained.
    ValueError
        If the rows do not fit the levels, or hold one class only.
    RuntimeError
        If the terms do not score the probes, and up to 10,000 rows, as the estimator
        does.

    Notes
    -----
    Probes are scored by the estimator from codes computed in Python, so that they
    witness the whole way from values to score independently of SQL and of the terms.
    """
    settings = read_configuration(configuration)
    codes = code_matrix(balanced_rows, settings.features)
    is_subscriber = balanced_rows["is_subscriber"].to_numpy(dtype=bool)
    is_synthetic = balanced_rows["is_synthetic"].to_numpy(dtype=bool)
    n_codes = code_counts(levels, settings.features)
    validation_codes = code_matrix(validation_rows, settings.features)
    _check_codes(codes, n_codes, settings)
    _check_codes(validation_codes, n_codes, settings)
    with threadpool_limits(limits=1):
        estimator, raw_terms = _fit(codes, is_subscriber, n_codes, settings)
        terms = quantize(purify(raw_terms, codes[~is_synthetic]))
        probe_codes = encode(probes, levels, settings.features)
        probe_log_odds = estimator.decision_function(probe_codes)
        checked = codes[:: -(-len(codes) // MOST_CHECKED_ROWS)]
        _check_parity(terms, checked, estimator.decision_function(checked))
        _check_parity(terms, probe_codes, probe_log_odds)

    validation_labels = validation_rows["is_subscriber"].to_numpy(dtype=bool)
    validation_log_odds = terms.log_odds(validation_codes)
    calibrations = fit_calibrations(
        validation_log_odds,
        validation_labels,
        float(is_subscriber[~is_synthetic].mean()),
        float(is_subscriber.mean()),
    )
    run = {
        "fingerprint": fingerprint,
        "library_versions": library_versions(),
        "train_count": int((~is_synthetic).sum()),
        "train_subscriber_count": int((is_subscriber & ~is_synthetic).sum()),
        "synthetic_count": int(is_synthetic.sum()),
    }
    content = canonical_json(
        model_document(
            terms,
            settings,
            levels,
            probes.assign(log_odds=probe_log_odds),
            validation=(validation_log_odds, validation_labels),
            calibrations=calibrations,
            run=run,
        )
    )
    return pd.DataFrame(
        {
            "model_id": [model_id(content)],
            "fingerprint": [run["fingerprint"]],
            "algorithm": [settings.classifier],
            "trained_at": [pd.Timestamp.now("UTC").tz_localize(None)],
            "content": [content],
        }
    )


def _fit(
    codes: Codes,
    is_subscriber: Labels,
    n_codes: tuple[int, ...],
    settings: Configuration,
) -> tuple[Estimator, Terms]:
    weight = (
        compute_sample_weight(settings.class_weight, is_subscriber)
        if settings.class_weight
        else None
    )
    given, seed = settings.classifier_parameters, settings.random_state
    if settings.classifier == "logistic_regression":
        logistic = fit_logistic(codes, is_subscriber, n_codes, given, seed, weight)
        return logistic, collapse_logistic(logistic, n_codes)
    boosted = fit_boosted_pairs(
        codes, is_subscriber, settings.pairs, given, seed, weight
    )
    return boosted, collapse_boosting(boosted, n_codes)


def _check_codes(
    codes: Codes, n_codes: tuple[int, ...], settings: Configuration
) -> None:
    highest_codes = codes.max(axis=0, initial=0)
    for feature, count, highest in zip(
        settings.features, n_codes, highest_codes, strict=True
    ):
        if highest >= count:
            raise ValueError(
                f"{feature.code_column} holds code {highest}, but its levels end at "
                f"{count - 1}; rows and levels must come from the same fit."
            )
        if settings.classifier == "boosted_pairs" and count - 1 > MAX_CODES:
            raise ConfigurationError(
                f"Feature '{feature.name}' has {count - 1} codes; boosted_pairs takes "
                f"at most {MAX_CODES}. Use fewer bins or group rare levels."
            )


def _check_parity(terms: Terms, codes: Codes, expected: NDArray[np.float64]) -> None:
    error = float(np.abs(terms.log_odds(codes) - expected).max(initial=0.0))
    if not error <= MAX_ERROR:
        raise RuntimeError(
            f"The terms differ from the estimator by {error:g} log-odds (at most "
            f"{MAX_ERROR:g} is rounding). The installed scikit-learn may store its "
            "trees differently; install the version pinned in pyproject.toml."
        )
