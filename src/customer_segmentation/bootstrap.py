"""How far a metric, or the lead of one model over another, may be due to chance.

Contacts are drawn again with replacement, each resample is measured, and the middle
95 % of what comes out is the interval.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from customer_segmentation.codes import Vector
from customer_segmentation.metrics import (
    METRICS,
    RANKING_METRICS,
    metrics,
    ranking_metrics,
    replicates_at_once,
)
from customer_segmentation.reuse.tables import COMPARISON, typed

MAX_CONTACTS = 100_000
BOUNDS = (0.025, 0.975)
# Of a metric; the others lie in [0, 1].
RANGES = {
    "mcc": (-1.0, 1.0),
    "log_loss": (0.0, math.inf),
    "brier_skill": (-math.inf, 1.0),
}
INTERVALS = {
    "model_id": "varchar",
    "split": "varchar",
    "metric": "varchar",
    "lower_95": "double",
    "upper_95": "double",
    "replicate_count": "bigint",
}

Counts = NDArray[np.int64]
Measure = Callable[[pd.DataFrame, Counts], dict[str, Vector]]


def metric_intervals(
    contacts: pd.DataFrame, beta: float, n_replicates: int, random_state: int
) -> pd.DataFrame:
    """Put an interval round every metric of every split.

    Parameters
    ----------
    contacts : DataFrame
        One row per model and labelled contact, in any order: ``model_id``, ``split``,
        ``contact_id``, ``log_odds``, ``subscription_probability``,
        ``is_predicted_subscriber``, ``is_subscriber``.
    beta : float
        Weight of recall against precision in ``f_beta``.
    n_replicates : int
        Resamples per split; 0 for no intervals.
    random_state : int
        Not negative.

    Returns
    -------
    DataFrame
        One row per ``model_id``, ``split`` and ``metric`` (see `metrics`):
        ``lower_95`` and ``upper_95``, NaN where no resample defines the metric, and
        ``replicate_count``, the resamples that do. Without contacts no rows, but the
        columns with their types.

    Raises
    ------
    ValueError
        If an input is null, or ``n_replicates`` or ``random_state`` is negative.

    Notes
    -----
    Percentile intervals [1]_: the 2.5 % and 97.5 % quantiles of the metric over
    resamples of n contacts out of n, with replacement. The model, its calibration and
    its threshold stay as they are: the interval says what other contacts would have
    changed, not what another training would have. ``ece`` is a sum of absolute gaps, to
    which resampling adds noise: its interval lies too high.

    Every split has its own stream of random numbers, made from ``random_state`` and its
    name, so another split or another model changes nothing.

    Of more than 100,000 contacts, m = 100,000 are drawn without replacement and
    resampled. A metric's deviation shrinks with the root of the number of contacts
    [2]_, so with the metric t of all n contacts, t_m of the m, and t* of a resample,
    the interval is that of ``t + sqrt(m / n) (t* - t_m)``, cut to the metric's range.

    References
    ----------
    .. [1] B. Efron, R. J. Tibshirani, "An introduction to the bootstrap", 1993,
       chapter 13.
    .. [2] D. N. Politis, J. P. Romano, M. Wolf, "Subsampling", 1999, chapter 2.
    """
    _check(contacts, n_replicates, random_state)

    def measure(rows: pd.DataFrame, weights: Counts) -> dict[str, Vector]:
        return metrics(
            rows["log_odds"].to_numpy(dtype=np.float64),
            rows["subscription_probability"].to_numpy(dtype=np.float64),
            rows["is_predicted_subscriber"].to_numpy(dtype=bool),
            rows["is_subscriber"].to_numpy(dtype=bool),
            weights,
            beta,
        )

    intervals = []
    for (model_id, split), rows in contacts.groupby(["model_id", "split"]):
        random = _random_stream(random_state, str(split))
        replicates = _replicates(rows, measure, n_replicates, random)
        for metric in METRICS:
            defined = _defined(replicates[metric])
            lower, upper = np.clip(_interval(defined), *RANGES.get(metric, (0.0, 1.0)))
            intervals.append((model_id, split, metric, lower, upper, len(defined)))
    return typed(pd.DataFrame(intervals, columns=list(INTERVALS)), INTERVALS)


def paired_comparison(
    validation: pd.DataFrame,
    candidate_model_id: str,
    champion_model_id: str,
    n_replicates: int,
    random_state: int,
) -> pd.DataFrame:
    """Compare how two models rank the same contacts.

    Parameters
    ----------
    validation : DataFrame
        One row per labelled contact, in any order: ``contact_id``, ``is_subscriber``,
        ``candidate_log_odds``, ``champion_log_odds``. May be empty.
    candidate_model_id, champion_model_id : str
    n_replicates : int
        Resamples; 0 for values without an interval.
    random_state : int
        Not negative.

    Returns
    -------
    DataFrame
        One row per ``metric`` (roc_auc, average_precision, alift) with the two model
        ids, ``candidate_value``, ``champion_value``, ``difference`` (above 0 the
        candidate is better), its ``lower_95`` and ``upper_95``, ``better_share`` (of
        the resamples, those in which the candidate is better; a draw is not) and
        ``contact_count``. NaN where the contacts do not define the metric.

    Raises
    ------
    ValueError
        If an input is null, or ``n_replicates`` or ``random_state`` is negative.

    Notes
    -----
    Both models are measured on the same resample. Easy and hard contacts move both
    alike, so the interval of the difference is narrower than two separate intervals
    suggest. The rest is as in `metric_intervals`.
    """
    _check(validation, n_replicates, random_state)

    def measure_of(model: str) -> Measure:
        def measure(rows: pd.DataFrame, weights: Counts) -> dict[str, Vector]:
            return ranking_metrics(
                rows[f"{model}_log_odds"].to_numpy(dtype=np.float64),
                rows["is_subscriber"].to_numpy(dtype=bool),
                weights,
            )

        return measure

    def lead(rows: pd.DataFrame, weights: Counts) -> dict[str, Vector]:
        candidate, champion = (
            measure_of(model)(rows, weights) for model in ("candidate", "champion")
        )
        return {name: candidate[name] - champion[name] for name in RANKING_METRICS}

    once = _once(validation)
    candidate = measure_of("candidate")(validation, once)
    champion = measure_of("champion")(validation, once)
    random = _random_stream(random_state, "paired_comparison")
    replicates = _replicates(validation, lead, n_replicates, random)
    comparisons = []
    for metric in RANKING_METRICS:
        defined = _defined(replicates[metric])
        comparisons.append(
            (
                candidate_model_id,
                champion_model_id,
                metric,
                candidate[metric][0],
                champion[metric][0],
                candidate[metric][0] - champion[metric][0],
                *_interval(defined),
                (defined > 0).mean() if len(defined) else np.nan,
                len(validation),
            )
        )
    return typed(pd.DataFrame(comparisons, columns=list(COMPARISON)), COMPARISON)


def _check(rows: pd.DataFrame, n_replicates: int, random_state: int) -> None:
    nulls = rows.columns[rows.isna().any()]
    if len(nulls):
        raise ValueError(
            f"Columns {list(nulls)} hold nulls; compare and measure only contacts that "
            "are scored and labelled."
        )
    settings = {"n_replicates": n_replicates, "random_state": random_state}
    for name, number in settings.items():
        if number < 0:
            raise ValueError(f"{name} is {number}; give a whole number of 0 or more.")


def _random_stream(random_state: int, name: str) -> np.random.Generator:
    return np.random.default_rng([random_state, *name.encode()])


def _replicates(
    rows: pd.DataFrame,
    measure: Measure,
    n_replicates: int,
    random: np.random.Generator,
) -> dict[str, Vector]:
    """Measure resamples, as if all of them had as many contacts as there are rows."""
    rows = rows.sort_values("contact_id")
    if len(rows) <= MAX_CONTACTS:
        return _resampled(rows, measure, n_replicates, random)
    chosen = random.choice(len(rows), MAX_CONTACTS, replace=False, shuffle=False)
    sample = rows.iloc[np.sort(chosen)]
    of_all, of_sample = (measure(part, _once(part)) for part in (rows, sample))
    scale = math.sqrt(len(sample) / len(rows))
    return {
        name: of_all[name] + scale * (values - of_sample[name])
        for name, values in _resampled(sample, measure, n_replicates, random).items()
    }


def _resampled(
    rows: pd.DataFrame,
    measure: Measure,
    n_replicates: int,
    random: np.random.Generator,
) -> dict[str, Vector]:
    parts = [
        measure(rows, weights)
        for weights in _resamples(len(rows), n_replicates, random)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _resamples(
    n_rows: int, n_replicates: int, random: np.random.Generator
) -> Iterator[Counts]:
    """Count how often each row is drawn: one row of counts per replicate, in chunks."""
    size = replicates_at_once(n_rows)
    for start in range(0, max(1, n_replicates), size):
        count = min(size, n_replicates - start)
        if n_rows == 0:
            yield np.zeros((count, 0), dtype=np.int64)
            continue
        drawn = random.integers(n_rows, size=(count, n_rows))
        drawn += n_rows * np.arange(count)[:, np.newaxis]
        flat = np.bincount(drawn.ravel(), minlength=count * n_rows)
        yield flat.reshape(count, n_rows)


def _once(rows: pd.DataFrame) -> Counts:
    return np.ones((1, len(rows)), dtype=np.int64)


def _defined(replicates: Vector) -> Vector:
    return replicates[~np.isnan(replicates)]


def _interval(defined: Vector) -> Vector:
    if not len(defined):
        return np.full(2, np.nan)
    return np.quantile(defined, BOUNDS)
