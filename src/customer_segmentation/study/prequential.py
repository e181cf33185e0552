"""Replay the past month by month: what a user would have lived with.

Every model is trained on what was known on the first of a month, and asked about the
contacts of that month; every shift of the intercept knows the outcomes of the days
before. Nothing is chosen here: the settings are those of the project.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit
from threadpoolctl import threadpool_limits

from customer_segmentation.codes import Labels, Vector
from customer_segmentation.configuration import read_configuration
from customer_segmentation.features import Feature
from customer_segmentation.metrics import metrics, ranking_metrics
from customer_segmentation.study.baselines import BASELINES, baseline_log_odds
from customer_segmentation.study.fit import Recipe, log_odds_of
from customer_segmentation.study.levels import bins_of
from customer_segmentation.study.parallel import run_all

OURS = "customer_segmentation"
LAST_RATE = "last_month_rate"
FIRST_TRAIN = 10_000  # contacts before the first month that is asked about
WINDOW, STEP = 20_000, 2_000  # of windows that are counted in contacts, not months
RECENT = 500  # outcomes that move the intercept
UNITS = 1e-9  # log-odds, to which a shift is found

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Step:
    """One training: what it may see, and whom it is asked about."""

    train: Rows
    test: Rows


@dataclass(frozen=True)
class Contender:
    """A model, how often it is trained anew, and whether months are absorbed."""

    model: str
    training: str
    absorbs: bool


def contenders() -> list[Contender]:
    """List who takes part, but for the rate of the last month, which needs no fit."""
    ours = [
        Contender(OURS, training, absorbs)
        for training in ("frozen", "monthly", "monthly, latest 20,000", "windows")
        for absorbs in (False, True)
    ]
    others = [
        Contender(model, training, absorbs=False)
        for training in ("monthly", "windows")
        for model in BASELINES
    ]
    return ours + others


def steps_of(training: str, months: NDArray[np.object_]) -> list[Step]:
    """Say what is trained when.

    Parameters
    ----------
    training : str
        'frozen': once. 'monthly': anew each month, on all contacts before it.
        'monthly, latest 20,000': on so many. 'windows': 20,000 contacts to the next
        2,000, whatever their dates.
    months : ndarray of str, shape (n,)
        Of the contacts, in order of time.

    Returns
    -------
    list of Step
        None where there are too few contacts.
    """
    everyone = np.arange(len(months))
    if training == "windows":
        return [
            Step(everyone[start - WINDOW : start], everyone[start : start + STEP])
            for start in range(WINDOW, len(months), STEP)
        ]
    starts = np.flatnonzero(np.r_[True, months[1:] != months[:-1]])
    starts = starts[starts >= FIRST_TRAIN]
    if not len(starts):
        return []
    ends = np.r_[starts[1:], len(months)]
    if training == "frozen":
        return [
            Step(everyone[:start], everyone[start:]) for start in starts[:1].tolist()
        ]
    most = WINDOW if training.endswith("20,000") else len(months)
    return [
        Step(everyone[max(0, start - most) : start], everyone[start:end])
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


def recalibrated(log_odds: Vector, labels: Labels, days: NDArray[Any]) -> Vector:
    """Move each day's scores by the latest outcomes of the days before.

    Parameters
    ----------
    log_odds : ndarray of float64, shape (n,)
        As each contact was scored when it came, in order of time.
    labels : ndarray of bool, shape (n,)
    days : ndarray, shape (n,)
        Never falling.

    Returns
    -------
    ndarray of float64, shape (n,)
        As `registry.recalibrations` does; unchanged before 500 outcomes are known.
    """
    moved = log_odds.copy()
    firsts = np.flatnonzero(np.r_[True, days[1:] != days[:-1]])
    for first, end in zip(firsts, np.r_[firsts[1:], len(days)], strict=True):
        if first >= RECENT:
            recent = slice(first - RECENT, first)
            moved[first:end] += shift_of(log_odds[recent], labels[recent])
    return moved


def shift_of(log_odds: Vector, labels: Labels) -> float:
    """Find the shift at which the mean probability is the observed rate, by halving.

    Parameters
    ----------
    log_odds : ndarray of float64
    labels : ndarray of bool

    Returns
    -------
    float
        Within -16 and 16; of none, and of all, half an outcome is left.
    """
    wanted = min(max(float(labels.sum()), 0.5), len(labels) - 0.5)
    low, high = -16.0, 16.0
    while high - low > UNITS:
        middle = (low + high) / 2
        is_low = expit(log_odds + middle).sum() <= wanted
        low, high = (middle, high) if is_low else (low, middle)
    return low


def replay(
    contacts: pd.DataFrame,
    configuration: Mapping[str, Any],
    subscription_value: float,
    call_cost: float,
) -> pd.DataFrame:
    """Replay every contender.

    Parameters
    ----------
    contacts : DataFrame
        Labelled contacts: ``contacted_on`` (dates; those without are left out),
        ``time_position`` (1 = oldest), ``is_subscriber`` and one column per feature.
    configuration : mapping
        See `read_configuration`; each number also has ``bins``.
    subscription_value, call_cost : float
        A contact is called where its probability is worth the cost.

    Returns
    -------
    DataFrame
        One row per ``model``, ``training``, ``absorbs_period``, ``is_recalibrated``
        and ``month`` (null for all of them together), with counts and measures. Of
        all months, ``roc_auc`` ranks everyone together and ``roc_auc_within`` only
        contacts of one month, weighted by their pairs.
    """
    known = contacts[contacts["contacted_on"].notna()].sort_values("time_position")
    labels = known["is_subscriber"].to_numpy(dtype=bool)
    days = known["contacted_on"].astype("datetime64[ns]").to_numpy()
    months = known["contacted_on"].astype(str).str[:7].to_numpy(dtype=object)
    values = known.drop(columns=["is_subscriber", "time_position", "contacted_on"])
    values = values.reset_index(drop=True)
    runs = [
        (contender, step)
        for contender in contenders()
        for step in steps_of(contender.training, months)
    ]
    scores = run_all(
        _score,
        [(who, step, values, labels, months, configuration) for who, step in runs],
        len(labels),
        "replay of the past",
    )
    rows: list[dict[str, object]] = []
    for contender in contenders():
        own = [
            (step.test, score)
            for (who, step), score in zip(runs, scores, strict=True)
            if who == contender
        ]
        if not own:
            continue
        asked = np.concatenate([test for test, _ in own])
        log_odds = np.concatenate([score for _, score in own])
        moved = recalibrated(log_odds, labels[asked], days[asked])
        for is_recalibrated, said in ((False, log_odds), (True, moved)):
            rows += _measured(
                contender, is_recalibrated, said, labels[asked], months[asked],
                subscription_value, call_cost,
            )  # fmt: skip
    rows += _last_month_rate(labels, months, subscription_value, call_cost)
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = [
    "model", "training", "absorbs_period", "is_recalibrated", "month", "contact_count",
    "subscriber_count", "roc_auc", "roc_auc_within", "average_precision", "log_loss",
    "brier", "mean_probability", "called_count", "recall", "precision", "profit",
]  # fmt: skip


def _score(
    contender: Contender,
    step: Step,
    values: pd.DataFrame,
    labels: Labels,
    months: NDArray[np.object_],
    configuration: Mapping[str, Any],
) -> Vector:
    train, test = values.iloc[step.train], values.iloc[step.test]
    if contender.model != OURS:
        features = [Feature(f["name"], f["kind"]) for f in configuration["features"]]
        with threadpool_limits(limits=1):  # a sum must not depend on threads
            return baseline_log_odds(
                contender.model, train, labels[step.train], test, features
            )
    settings = read_configuration(configuration)
    method, ratio = settings.oversampling["method"], settings.oversampling["ratio"]
    return log_odds_of(
        train, labels[step.train], test,
        Recipe(method, None if method == "none" else ratio), settings,
        bins_of(configuration), corrects_prior=True, n_jobs=1,
        fit_periods=list(months[step.train]) if contender.absorbs else None,
    )  # fmt: skip


def _last_month_rate(
    labels: Labels, months: NDArray[np.object_], value: float, cost: float
) -> list[dict[str, object]]:
    """Say of everyone the rate of the month before."""
    steps = steps_of("monthly", months)
    if not steps:
        return []
    said = []
    for step in steps:
        before = months == months[step.train[-1]]
        rate = np.clip(labels[before].mean(), 1e-6, 1 - 1e-6)
        said.append(np.full(len(step.test), logit(rate)))
    asked = np.concatenate([step.test for step in steps])
    contender = Contender(LAST_RATE, "monthly", absorbs=False)
    log_odds = np.concatenate(said)
    return _measured(
        contender, False, log_odds, labels[asked], months[asked], value, cost
    )


def _measured(
    contender: Contender,
    is_recalibrated: bool,
    log_odds: Vector,
    labels: Labels,
    months: NDArray[np.object_],
    value: float,
    cost: float,
) -> list[dict[str, object]]:
    parts: list[tuple[str | None, NDArray[np.bool_]]] = [
        (str(month), months == month) for month in np.unique(months.astype(str))
    ]
    everyone = np.ones(len(months), dtype=bool)
    within = _within(log_odds, labels, [part for _, part in parts])
    rows: list[dict[str, object]] = []
    for month, chosen in [*parts, (None, everyone)]:
        said, truth = log_odds[chosen], labels[chosen]
        probability = expit(said)
        called = probability * value >= cost
        once = np.ones((1, len(truth)))
        measured = metrics(said, probability, called, truth, once, 1.0)
        found = {name: float(values[0]) for name, values in measured.items()}
        rows.append(
            {
                "model": contender.model,
                "training": contender.training,
                "absorbs_period": contender.absorbs,
                "is_recalibrated": is_recalibrated,
                "month": month,
                "contact_count": len(truth),
                "subscriber_count": int(truth.sum()),
                "roc_auc": found["roc_auc"],
                "roc_auc_within": found["roc_auc"] if month else within,
                "average_precision": found["average_precision"],
                "log_loss": found["log_loss"],
                "brier": found["brier"],
                "mean_probability": float(probability.mean()),
                "called_count": int(called.sum()),
                "recall": found["recall"],
                "precision": found["precision"],
                "profit": float((called & truth).sum() * value - called.sum() * cost),
            }
        )
    return rows


def _within(
    log_odds: Vector, labels: Labels, parts: Sequence[NDArray[np.bool_]]
) -> float:
    """Rank contacts of one month only: the mean AUC, weighted by pairs."""
    total, n_pairs = 0.0, 0
    for part in parts:
        truth = labels[part]
        pairs = int(truth.sum() * (~truth).sum())
        if pairs:
            once = np.ones((1, len(truth)))
            total += pairs * ranking_metrics(log_odds[part], truth, once)["roc_auc"][0]
            n_pairs += pairs
    return total / n_pairs if n_pairs else float("nan")
