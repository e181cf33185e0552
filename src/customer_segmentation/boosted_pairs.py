"""Bagged boosting in which only declared pairs of features may interact."""

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from customer_segmentation import parameters
from customer_segmentation.features import Codes, Labels

MAX_CODES = 255  # bins of a HistGradientBoostingClassifier; one code each
START_UP_ROWS = 150_000  # rows a member is fitted on while a process starts up

PARAMETERS: Mapping[str, parameters.Parameter] = {
    "members": parameters.count_of(1, 8),
    "row_share": parameters.share(0.85),
    "learning_rate": parameters.positive(0.05),
    "max_iter": parameters.count_of(1, 400),
    "max_leaf_nodes": parameters.optional_count_of(2, 31),
    "max_depth": parameters.optional_count_of(1, None),
    "min_samples_leaf": parameters.count_of(1, 50),
    "l2_regularization": parameters.non_negative(1.0),
    "max_features": parameters.share(0.5),
    "early_stopping": parameters.flag(False),
}


@dataclass(frozen=True)
class BoostedPairs:
    """A fitted bag of boosted trees.

    Parameters
    ----------
    members : tuple of HistGradientBoostingClassifier
        Each fitted by `fit_boosted_pairs`: no tree path uses more than two features.
    """

    members: tuple[HistGradientBoostingClassifier, ...]

    def decision_function(self, codes: Codes) -> NDArray[np.float64]:
        """Score rows.

        Parameters
        ----------
        codes : ndarray of int16, shape (n_rows, n_features)

        Returns
        -------
        ndarray of float64, shape (n_rows,)
            Mean log-odds of the members.
        """
        total = np.zeros(len(codes))
        if len(codes) == 0:  # scikit-learn refuses to score no rows
            return total
        inputs = _missing_as_nan(codes)
        with threadpool_limits(limits=1):  # thousands of tiny loops, one per tree
            for member in self.members:
                total += member.decision_function(inputs)
        return total / len(self.members)


def fit_boosted_pairs(
    codes: Codes,
    is_subscriber: Labels,
    pairs: Sequence[tuple[int, int]] | None,
    given: Mapping[str, Any] | None = None,
    random_state: int = 0,
    sample_weight: NDArray[np.float64] | None = None,
    *,
    n_jobs: int | None = None,
) -> BoostedPairs:
    """Fit a bag of pairwise boosted trees.

    Parameters
    ----------
    codes : ndarray of int16, shape (n_rows, n_features)
        0 = missing, 1..255 otherwise. To the trees every code is a number; that of a
        category is, since categories are ordered by their subscription rate.
    is_subscriber : ndarray of bool, shape (n_rows,)
    pairs : sequence of (int, int), or None
        Positions of the features that may interact. A feature in no pair has a main
        effect only; None lets every pair interact.
    given : mapping, optional
        Values of `PARAMETERS`; ``members`` estimators are each fitted on a sample of
        ``row_share`` of either class, drawn without replacement, and the other names
        are those of `HistGradientBoostingClassifier`.
    random_state : int
        Each member has its own seed derived from it: the first members of a larger
        bag are those of a smaller one.
    sample_weight : ndarray of float64, shape (n_rows,), optional
    n_jobs : int, optional
        Processes; by default as many as `process_count` finds worth starting. The
        result does not depend on it.

    Returns
    -------
    BoostedPairs

    Raises
    ------
    ConfigurationError
        If a parameter is unknown or out of range.
    ValueError
        If a code exceeds 255, or the rows hold one class only.

    Notes
    -----
    Code 0 reaches the trees as NaN, which each split sends to the better side. Where
    a feature misses no value among a member's rows, NaN follows the larger side.

    Members run in processes, not threads: growing small trees holds the interpreter
    lock nearly all the time. Each process is limited to one thread: more would compete
    for the same cores, and no result may rest on how threads share a sum.
    """
    settings = parameters.checked(given, PARAMETERS, "boosted_pairs")
    if codes.max(initial=0) > MAX_CODES:
        raise ValueError(
            f"A feature has code {codes.max()}; boosted_pairs takes at most "
            f"{MAX_CODES} codes per feature. Use fewer bins or group rare levels."
        )
    if is_subscriber.all() or not is_subscriber.any():
        raise ValueError(
            "All training rows are of one class; boosted_pairs needs both. "
            "Check the split of the contacts."
        )
    groups = interaction_groups(pairs, codes.shape[1])
    n_members = settings["members"]
    n_processes = n_jobs or process_count(n_members, len(codes), joblib.cpu_count())
    tasks = (
        joblib.delayed(_fit_member)(
            codes, is_subscriber, sample_weight, groups, settings, [random_state, i]
        )
        for i in range(n_members)
    )
    with joblib.parallel_config(
        backend="loky" if n_processes > 1 else "sequential",
        # None where there is one process: the sequential backend takes no limit
        inner_max_num_threads=1 if n_processes > 1 else None,
    ):
        fitted = joblib.Parallel(n_jobs=n_processes, return_as="generator")(tasks)
        progress = tqdm(
            fitted,
            desc="fit members",
            total=n_members,
            file=sys.stderr,
            disable=None,  # silent unless stderr is a terminal
        )
        return BoostedPairs(tuple(progress))


def process_count(n_members: int, n_rows: int, n_cores: int) -> int:
    """Choose how many processes to fit members in.

    Parameters
    ----------
    n_members, n_rows, n_cores : int

    Returns
    -------
    int
        One per core (at most one per member) where that is faster; 1 otherwise.

    Notes
    -----
    A new process first imports scikit-learn, which takes about as long as fitting a
    member on 150 000 rows. In units of one member's time, n processes take
    ``ceil(n_members / n) + 150_000 / n_rows`` instead of ``n_members``.
    """
    n_processes = min(n_members, n_cores)
    rounds = math.ceil(n_members / n_processes)
    return n_processes if rounds + START_UP_ROWS / n_rows < n_members else 1


def interaction_groups(
    pairs: Sequence[tuple[int, int]] | None, n_features: int
) -> list[list[int]]:
    """List the groups of features that may meet on a path of a tree.

    Parameters
    ----------
    pairs : sequence of (int, int), or None
        None stands for all pairs.
    n_features : int

    Returns
    -------
    list of list of int
        The pairs, and each other feature on its own. They must be spelled out:
        scikit-learn puts all features it is not told about into *one* group, within
        which any number of them interact.
    """
    if pairs is None:
        pairs = list(combinations(range(n_features), 2))
    paired = {feature for pair in pairs for feature in pair}
    alone = [[feature] for feature in range(n_features) if feature not in paired]
    return [sorted(pair) for pair in pairs] + alone


def _fit_member(
    codes: Codes,
    is_subscriber: Labels,
    sample_weight: NDArray[np.float64] | None,
    groups: list[list[int]],
    settings: Mapping[str, Any],
    seed: list[int],
) -> HistGradientBoostingClassifier:
    rng = np.random.default_rng(seed)
    rows = _sample_rows(is_subscriber, settings["row_share"], rng)
    inputs = _missing_as_nan(codes[rows])
    # A feature that is missing throughout cannot be binned; as a constant it can, and
    # no tree splits on it either way.
    inputs[:, np.isnan(inputs).all(axis=0)] = 0.0
    boosting = {k: settings[k] for k in settings if k not in ("members", "row_share")}
    member = HistGradientBoostingClassifier(
        **boosting,
        max_bins=MAX_CODES,
        interaction_cst=groups,
        categorical_features=None,
        random_state=int(rng.integers(2**31 - 1)),
    )
    weight = None if sample_weight is None else sample_weight[rows]
    with threadpool_limits(limits=1):
        return member.fit(inputs, is_subscriber[rows], sample_weight=weight)


def _sample_rows(
    is_subscriber: Labels, share: float, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Draw a share of the rows of each class, at least one, in their given order."""
    drawn = [
        rng.choice(rows, size=max(1, round(share * len(rows))), replace=False)
        for rows in (np.flatnonzero(~is_subscriber), np.flatnonzero(is_subscriber))
    ]
    return np.sort(np.concatenate(drawn))


def _missing_as_nan(codes: Codes) -> NDArray[np.float64]:
    return np.where(codes == 0, np.nan, codes.astype(np.float64))
