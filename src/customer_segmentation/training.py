"""Train a model: the call of the dbt node `fitted_models`."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils import compute_sample_weight
from threadpoolctl import threadpool_limits

from customer_segmentation import absorbed
from customer_segmentation.calibration import fit_calibrations
from customer_segmentation.classifiers.classifier import Task
from customer_segmentation.classifiers.purification import purify
from customer_segmentation.classifiers.quantization import MAX_ERROR, quantize
from customer_segmentation.classifiers.terms import Terms
from customer_segmentation.codes import (
    Codes,
    Vector,
    code_counts,
    code_directions,
    code_matrix,
)
from customer_segmentation.configuration import Configuration, read_configuration
from customer_segmentation.content import canonical_json, content_id
from customer_segmentation.encoding import encode
from customer_segmentation.fitting import fit_classifier
from customer_segmentation.model_document import model_document
from customer_segmentation.reuse.fingerprint import library_versions

MOST_CHECKED_ROWS = 10_000  # scored by the estimator as well, beside the probes


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
        ``<feature>_code`` per feature, ``is_subscriber``, ``is_synthetic``, and
        ``absorbed_period`` where that is absorbed.
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
    weight = (
        compute_sample_weight(settings.class_weight, is_subscriber)
        if settings.class_weight
        else None
    )
    task = Task(
        codes,
        is_subscriber,
        n_codes,
        settings.pairs,
        code_directions(levels, settings.features),
        weight,
        settings.random_state,
    )
    probe_codes = encode(probes, levels, settings.features)
    absorbs = settings.absorbs_period
    if absorbs:
        periods = balanced_rows[absorbed.COLUMN].astype(object)
        real = list(periods[~is_synthetic])
        known = absorbed.period_levels(real, is_subscriber[~is_synthetic])
        period_codes = absorbed.period_codes(list(periods), known)
        task = absorbed.with_period(task, period_codes, len(known))
    with threadpool_limits(limits=1):
        estimator = fit_classifier(settings, task)
        terms = quantize(purify(estimator.terms(), task.codes[~is_synthetic]))
        checked = task.codes[:: -(-len(codes) // MOST_CHECKED_ROWS)]
        _check_parity(terms, checked, estimator.decision_function(checked))
        if absorbs:
            terms, effect = absorbed.without_period(terms)
            probe_log_odds = absorbed.held_constant(estimator, probe_codes, effect)
        else:
            probe_log_odds = estimator.decision_function(probe_codes)
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
    document = model_document(
        terms,
        settings,
        levels,
        probes.assign(log_odds=probe_log_odds),
        validation=(validation_log_odds, validation_labels),
        calibrations=calibrations,
        run=run,
    )
    if absorbs:
        level_records, term_record = absorbed.period_records(real, known, effect)
        document["levels"] += level_records
        document["terms"].append(term_record)
    content = canonical_json(document)
    return pd.DataFrame(
        {
            "model_id": [content_id(content)],
            "fingerprint": [run["fingerprint"]],
            "algorithm": [settings.classifier],
            "trained_at": [pd.Timestamp.now("UTC").tz_localize(None)],
            "content": [content],
        }
    )


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


def _check_parity(terms: Terms, codes: Codes, expected: Vector) -> None:
    error = float(np.abs(terms.log_odds(codes) - expected).max(initial=0.0))
    if not error <= MAX_ERROR:
        raise RuntimeError(
            f"The terms differ from the estimator by {error:g} log-odds (at most "
            f"{MAX_ERROR:g} is rounding). The installed scikit-learn may store its "
            "trees differently; install the version pinned in pyproject.toml."
        )
