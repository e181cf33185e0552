"""Measure the project's own model by the protocols of published studies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from customer_segmentation.codes import Labels, Vector
from customer_segmentation.configuration import read_configuration
from customer_segmentation.features import Feature
from customer_segmentation.metrics import metrics
from customer_segmentation.study.baselines import BASELINES, baseline_log_odds
from customer_segmentation.study.fit import Recipe, log_odds_of
from customer_segmentation.study.levels import bins_of
from customer_segmentation.study.parallel import run_all

OURS = "customer_segmentation"
MEASURES = ("roc_auc", "average_precision", "alift", "log_loss", "brier", "ece")

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Fold:
    """Rows to fit on and rows to measure on.

    Parameters
    ----------
    number : int
        From 1 up.
    train, test : ndarray of int
        Positions of rows; no row is in both.
    """

    number: int
    train: Rows
    test: Rows


@dataclass(frozen=True)
class Contender:
    """A model that takes part in a protocol.

    Parameters
    ----------
    protocol : str
    model : str
        `OURS`, or one of `BASELINES`.
    uses_calendar : bool
        Whether features of the calendar are among its inputs.
    configuration : mapping
        What the model is trained by; a baseline reads ``features`` alone.
    """

    protocol: str
    model: str
    uses_calendar: bool
    configuration: Mapping[str, Any]


def measure_protocols(
    contacts: pd.DataFrame, protocols: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    """Fit and measure every contender of every protocol.

    Parameters
    ----------
    contacts : DataFrame
        Labelled contacts in file order: ``time_position`` (1 = oldest),
        ``is_subscriber`` and one column per feature, numbers as doubles, categories
        as text.
    protocols : sequence of mapping
        ``protocol`` (its name), ``splits`` (see `make_folds`), ``uses_calendar`` and
        ``configuration`` (see `read_configuration`; each number also has ``bins``),
        and, where other models are measured beside it, ``compared``: a list of
        ``uses_calendar`` and ``configuration``.

    Returns
    -------
    DataFrame
        One row per ``protocol``, ``model``, ``uses_calendar`` and ``fold``, then one
        of the scope 'pooled' where folds are windows in time: the ranking of all
        their contacts together. ``train_count``, ``test_count``,
        ``test_subscriber_count`` and `MEASURES`. A protocol for which there are too
        few contacts has no row.

    Notes
    -----
    Everything that is fitted sees the fold's train rows only: levels, bin edges,
    oversampling and classifier. Probabilities are those of prior correction, which
    needs no rows of its own, so that log-odds of different windows can be compared.

    The result does not depend on the number of processes, see `run_all`.
    """
    labels = contacts["is_subscriber"].to_numpy(dtype=bool)
    in_time = np.argsort(contacts["time_position"].to_numpy(), kind="stable")
    values = contacts.drop(columns=["is_subscriber", "time_position"])
    folds = {
        protocol["protocol"]: make_folds(protocol["splits"], labels, in_time)
        for protocol in protocols
    }
    runs = [
        (contender, fold)
        for protocol in protocols
        for contender in _contenders(protocol)
        for fold in folds[contender.protocol]
    ]
    scores = run_all(
        _score,
        [(contender, fold, values, labels) for contender, fold in runs],
        len(labels),
        "published protocols",
    )
    rows: list[dict[str, object]] = []
    for protocol in protocols:
        is_windowed = protocol["splits"]["method"] == "rolling"
        for contender in _contenders(protocol):
            own = [
                (fold, score)
                for (run, fold), score in zip(runs, scores, strict=True)
                if run == contender
            ]
            rows += _measured(contender, own, labels, is_windowed=is_windowed)
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"fold": "Int64"})


_COLUMNS = [
    "protocol", "model", "uses_calendar", "scope", "fold", "train_count",
    "test_count", "test_subscriber_count", *MEASURES,
]  # fmt: skip


def make_folds(splits: Mapping[str, Any], labels: Labels, in_time: Rows) -> list[Fold]:
    """Split contacts as a protocol asks.

    Parameters
    ----------
    splits : mapping
        ``method`` and its settings. 'stratified': ``folds`` and ``random_state`` of
        `StratifiedKFold` with shuffling, over the rows in the order given.
        'chronological': the oldest ``train_share`` and the rest. 'rolling':
        ``train_count`` rows in order of time and the ``test_count`` rows that follow,
        moved on by ``test_count`` until no row is left; the last window may be short.
    labels : ndarray of bool, shape (n,)
    in_time : ndarray of int, shape (n,)
        Positions of the rows from the oldest to the newest.

    Returns
    -------
    list of Fold
        Every row is a test row of at most one; empty where a class has fewer rows
        than there are folds, or where the rows do not fill a window.
    """
    method, n_rows = splits["method"], len(labels)
    if method == "stratified":
        n_folds = splits["folds"]
        if np.bincount(labels, minlength=2).min() < n_folds:
            return []
        folds = StratifiedKFold(
            n_folds, shuffle=True, random_state=splits["random_state"]
        )
        pairs = list(folds.split(labels, labels))
    elif method == "chronological":
        n_train = int(splits["train_share"] * n_rows)
        pairs = [(in_time[:n_train], in_time[n_train:])]
    else:
        n_train, n_test = splits["train_count"], splits["test_count"]
        pairs = [
            (in_time[start - n_train : start], in_time[start : start + n_test])
            for start in range(n_train, n_rows, n_test)
        ]
    return [
        Fold(number, train, test)
        for number, (train, test) in enumerate(pairs, 1)
        if len(np.unique(labels[train])) == 2
    ]


def _contenders(protocol: Mapping[str, Any]) -> Iterator[Contender]:
    name = protocol["protocol"]
    yield Contender(name, OURS, protocol["uses_calendar"], protocol["configuration"])
    for other in protocol.get("compared") or ():
        calendar, configuration = other["uses_calendar"], other["configuration"]
        if calendar != protocol["uses_calendar"]:
            yield Contender(name, OURS, calendar, configuration)
        for model in BASELINES:
            yield Contender(name, model, calendar, configuration)


def _score(
    contender: Contender, fold: Fold, values: pd.DataFrame, labels: Labels
) -> Vector:
    """Fit a contender on the train rows of a fold and score its test rows."""
    configuration = contender.configuration
    train, test = values.iloc[fold.train], values.iloc[fold.test]
    train_labels = labels[fold.train]
    if contender.model != OURS:
        features = [Feature(f["name"], f["kind"]) for f in configuration["features"]]
        with threadpool_limits(limits=1):  # a sum must not depend on threads
            return baseline_log_odds(
                contender.model, train, train_labels, test, features
            )
    settings = read_configuration(configuration)
    bins = bins_of(configuration)
    method, ratio = settings.oversampling["method"], settings.oversampling["ratio"]
    recipe = Recipe(method, None if method == "none" else ratio)
    return log_odds_of(
        train, train_labels, test, recipe, settings, bins,
        corrects_prior=True, n_jobs=1,
    )  # fmt: skip


def _measured(
    contender: Contender,
    scored: Sequence[tuple[Fold, Vector]],
    labels: Labels,
    *,
    is_windowed: bool,
) -> list[dict[str, object]]:
    rows = [
        _row(contender, "fold", fold.number, len(fold.train), score, labels[fold.test])
        for fold, score in scored
    ]
    if is_windowed and scored:
        together = np.concatenate([score for _, score in scored])
        outcomes = np.concatenate([labels[fold.test] for fold, _ in scored])
        n_train = len(scored[0][0].train)
        rows.append(_row(contender, "pooled", None, n_train, together, outcomes))
    return rows


def _row(
    contender: Contender,
    scope: str,
    fold: int | None,
    n_train: int,
    log_odds: Vector,
    labels: Labels,
) -> dict[str, object]:
    probability, once = expit(log_odds), np.ones((1, len(labels)))
    measured = metrics(log_odds, probability, log_odds >= 0, labels, once, 1.0)
    return {
        "protocol": contender.protocol,
        "model": contender.model,
        "uses_calendar": contender.uses_calendar,
        "scope": scope,
        "fold": fold,
        "train_count": n_train,
        "test_count": len(labels),
        "test_subscriber_count": int(labels.sum()),
        **{name: float(measured[name][0]) for name in MEASURES},
    }
