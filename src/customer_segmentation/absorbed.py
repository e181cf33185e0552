"""The period of a contact as an effect that training absorbs and scoring leaves out.

A file of campaigns is a timeline: without it, what a campaign did is learned as what
its customers are like. One more main effect, per year and month, keeps the two apart.
Terms are centred on the train rows, so leaving the effect out holds it at its mean.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.classifiers.classifier import Fitted, Task
from customer_segmentation.classifiers.quantization import units
from customer_segmentation.classifiers.terms import Table, Terms
from customer_segmentation.codes import Codes, Labels, Vector

#: No feature can have this name: theirs have single underscores.
TERM = "absorbed__period"
COLUMN = "absorbed_period"


def period_levels(periods: Sequence[Any], is_subscriber: Labels) -> list[str]:
    """List the periods by rising share of subscribers: their codes are 1, 2, ...

    Parameters
    ----------
    periods : sequence of str or None
        Of real train rows, such as ``2008-05``; None where not known.
    is_subscriber : ndarray of bool, shape (n_rows,)

    Returns
    -------
    list of str
        At most the 250 most frequent ones, as of any category.
    """
    known = pd.DataFrame(
        {"period": pd.Series(periods, dtype=object), "y": is_subscriber}
    )
    by_period = known.dropna().astype({"y": float}).groupby("period")["y"]
    counts = pd.DataFrame({"n": by_period.size(), "share": by_period.mean()})
    counts = counts.reset_index().sort_values(["n", "period"], ascending=[False, True])
    chosen = counts.head(250).sort_values(["share", "period"])
    return [str(period) for period in chosen["period"]]


def period_codes(periods: Sequence[Any], levels: Sequence[str]) -> Codes:
    """Encode periods, as one column; 0 = not known.

    Parameters
    ----------
    periods : sequence of str or None
    levels : sequence of str
        See `period_levels`.

    Returns
    -------
    ndarray of int16, shape (n_rows, 1)
    """
    code_of = {level: code for code, level in enumerate(levels, 1)}
    codes = [code_of.get(str(period), 0) for period in periods]
    return np.array(codes, dtype=np.int16).reshape(-1, 1)


def with_period(task: Task, codes: Codes, n_levels: int) -> Task:
    """Add the period to what is fitted: a main effect, in no pair.

    Parameters
    ----------
    task : Task
    codes : ndarray of int16, shape (n_rows, 1)
        See `period_codes`.
    n_levels : int

    Returns
    -------
    Task
    """
    n_features = len(task.n_codes)
    pairs = task.pairs
    if pairs is None:
        first, second = np.triu_indices(n_features, 1)
        pairs = list(zip(first.tolist(), second.tolist(), strict=True))
    return replace(
        task,
        codes=np.ascontiguousarray(np.hstack([task.codes, codes])),
        n_codes=(*task.n_codes, n_levels + 1),
        pairs=pairs,
        directions=(*task.directions, 0) if len(task.directions) else (),
    )


def without_period(terms: Terms) -> tuple[Terms, Table]:
    """Take the effect of the period out of centred terms.

    Parameters
    ----------
    terms : Terms
        The period is the last feature.

    Returns
    -------
    Terms
        What scores.
    ndarray of float64
        The effect, by code.
    """
    return replace(terms, main=terms.main[:-1]), terms.main[-1]


def held_constant(estimator: Fitted, codes: Codes, effect: Table) -> Vector:
    """Score rows by the estimator with the period held at its mean.

    Parameters
    ----------
    estimator : Fitted
        Of a task `with_period`.
    codes : ndarray of int16, shape (n_rows, n_features)
        Without the period.
    effect : ndarray of float64
        See `without_period`.

    Returns
    -------
    ndarray of float64, shape (n_rows,)
        Its log-odds where the period is not known, less what that adds.
    """
    unknown = np.zeros((len(codes), 1), dtype=np.int16)
    log_odds = estimator.decision_function(np.hstack([codes, unknown]))
    shift = float(effect[0])
    return log_odds - shift


def period_records(
    periods: Sequence[Any], levels: Sequence[str], effect: Table
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Say in the model's document what was absorbed.

    Parameters
    ----------
    periods : sequence of str or None
        Of real train rows.
    levels : sequence of str
    effect : ndarray of float64
        Quantised.

    Returns
    -------
    list of dict
        Its levels.
    dict
        Its term.
    """
    counts = Counter(periods)
    return [
        {
            "feature": TERM,
            "code": code,
            "level": level,
            "lower_bound": None,
            "upper_bound": None,
            "train_count": counts[level],
        }
        for code, level in enumerate(levels, 1)
    ], {
        "term": TERM,
        "feature_1": TERM,
        "feature_2": None,
        "size_1": len(effect),
        "size_2": 1,
        "units": units(effect).tolist(),
    }


def scored_at_the_mean(estimator: Fitted, train_codes: Codes, codes: Codes) -> Vector:
    """Score rows with the period held at its mean over the train rows, without terms.

    Parameters
    ----------
    estimator : Fitted
        Of a task `with_period`; the period adds the same to any row.
    train_codes : ndarray of int16, shape (n_train, n_features + 1)
        Real train rows, the period last.
    codes : ndarray of int16, shape (n_rows, n_features)
        Without the period.

    Returns
    -------
    ndarray of float64, shape (n_rows,)
    """
    counts = np.bincount(train_codes[:, -1])
    row = np.repeat(train_codes[:1], len(counts), axis=0)
    row[:, -1] = np.arange(len(counts))
    by_period = estimator.decision_function(row)
    mean = float(counts @ (by_period - by_period[0]) / counts.sum())
    unknown = np.zeros((len(codes), 1), dtype=np.int16)
    return estimator.decision_function(np.hstack([codes, unknown])) + mean
