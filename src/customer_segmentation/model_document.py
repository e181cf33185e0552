"""A fitted model as one JSON document, named by its own content."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.calibration import CalibrationRow
from customer_segmentation.classifiers.quantization import UNIT_EXPONENT, units
from customer_segmentation.classifiers.terms import Terms
from customer_segmentation.codes import Labels, Vector
from customer_segmentation.configuration import Configuration
from customer_segmentation.features import Feature
from customer_segmentation.reuse.fingerprint import FORMAT


def model_document(
    terms: Terms,
    configuration: Configuration,
    levels: pd.DataFrame,
    probes: pd.DataFrame,
    *,
    validation: tuple[Vector, Labels],
    calibrations: Sequence[CalibrationRow],
    run: Mapping[str, Any],
) -> dict[str, Any]:
    """Gather all that scoring, reading and checking a model needs.

    Parameters
    ----------
    terms : Terms
        Quantised.
    configuration : Configuration
    levels : DataFrame
        See `level_records`.
    probes : DataFrame
        ``probe_id``, ``probe`` (how the case is reached), ``log_odds`` (of the
        estimator) and one column of values per feature.
    validation : (ndarray of float64, ndarray of bool), each of shape (n,)
        Scores and labels of the validation rows: thresholds are chosen from them.
    calibrations : sequence of CalibrationRow
    run : mapping
        ``fingerprint``, ``library_versions``, ``train_count``,
        ``train_subscriber_count`` and ``synthetic_count``.

    Returns
    -------
    dict
        Plain data. Contributions are whole multiples of ``2**unit_exponent``
        log-odds; a pair's are listed row by row, code_1 before code_2.
    """
    features = configuration.features
    return {
        "format": FORMAT,
        "algorithm": configuration.classifier,
        **run,
        "parameters": configuration.as_document(),
        "features": [feature.as_document() for feature in features],
        "levels": level_records(levels, features),
        "unit_exponent": UNIT_EXPONENT,
        "intercept_units": int(units(terms.intercept)),
        "terms": _term_records(terms, configuration),
        "validation": _validation_record(*validation),
        "calibrations": [asdict(row) for row in calibrations],
        "probes": [_probe_record(row, features) for row in _plain_rows(probes)],
    }


def level_records(
    levels: pd.DataFrame, features: Sequence[Feature]
) -> list[dict[str, Any]]:
    """List the levels of the features as plain data.

    Parameters
    ----------
    levels : DataFrame
        ``feature``, ``code``, ``level``, ``lower_bound``, ``upper_bound`` and
        ``train_count``, in any order and of any type that holds them.
    features : sequence of Feature
        Levels of other features are left out.

    Returns
    -------
    list of dict
        By feature in the given order, then by code; null where missing or unbounded.
    """
    order = {feature.name: position for position, feature in enumerate(features)}
    records = [
        {
            "feature": row["feature"],
            "code": int(row["code"]),
            "level": row["level"],
            "lower_bound": _bound(row["lower_bound"]),
            "upper_bound": _bound(row["upper_bound"]),
            "train_count": int(row["train_count"]),
        }
        for row in _plain_rows(levels)
        if row["feature"] in order
    ]
    return sorted(
        records, key=lambda record: (order[record["feature"]], record["code"])
    )


def _term_records(terms: Terms, configuration: Configuration) -> list[dict[str, Any]]:
    names = [feature.name for feature in configuration.features]
    main = [
        {
            "term": name,
            "feature_1": name,
            "feature_2": None,
            "size_1": len(table),
            "size_2": 1,
            "units": units(table).tolist(),
        }
        for name, table in zip(names, terms.main, strict=True)
    ]
    pairs = [
        {
            "term": configuration.pair_name(pair),
            "feature_1": names[pair[0]],
            "feature_2": names[pair[1]],
            "size_1": table.shape[0],
            "size_2": table.shape[1],
            "units": units(table).ravel().tolist(),
        }
        for pair, table in terms.pairs.items()
    ]
    return main + pairs


def _validation_record(log_odds: Vector, labels: Labels) -> dict[str, Any]:
    """List scores from the lowest to the highest, so that no row can be recognised."""
    order = np.lexsort((labels, log_odds))
    return {
        "units": units(log_odds[order]).tolist(),
        "is_subscriber": labels[order].astype(int).tolist(),
    }


def _probe_record(
    row: Mapping[str, Any], features: Sequence[Feature]
) -> dict[str, Any]:
    values = {
        feature.name: _number(row[feature.name])
        if feature.kind == "number"
        else row[feature.name]
        for feature in features
    }
    return {
        "probe_id": row["probe_id"],
        "probe": row["probe"],
        "values": values,
        "log_odds": float(row["log_odds"]),
    }


def _plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """List rows with every missing value as None and scalars as Python's own."""
    columns = {
        str(name): [None if pd.isna(value) else value for value in column.tolist()]
        for name, column in frame.items()
    }
    return [
        dict(zip(columns, values, strict=True))
        for values in zip(*columns.values(), strict=True)
    ]


def _number(value: Any) -> float | None:  # noqa: ANN401
    return None if value is None else float(value)


def _bound(value: Any) -> float | None:  # noqa: ANN401
    """Return a double; a bound that is infinite is no bound."""
    number = _number(value)
    return None if number is None or np.isinf(number) else number
