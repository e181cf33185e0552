"""The engine of the classifiers that boost trees: a bag of ensembles of them."""

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

from customer_segmentation.classifiers.classifier import Task
from customer_segmentation.classifiers.collapse import collapse_trees
from customer_segmentation.classifiers.terms import Pair, Terms
from customer_segmentation.codes import Codes, Labels, Vector

MAX_BINS = 255
START_UP_ROWS = 150_000  # rows a member is fitted on while a process starts up


@dataclass(frozen=True)
class BoostedTrees:
    """A fitted bag of boosted trees.

    Parameters
    ----------
    members : tuple of HistGradientBoostingClassifier
        No tree path uses more than two features.
    n_codes : sequence of int, length n_features
        Codes of each feature, the missing code 0 included.
    is_monotone : bool
        Whether directions were asked for, which the terms then keep to the last bit.
    """

    members: tuple[HistGradientBoostingClassifier, ...]
    n_codes: Sequence[int]
    is_monotone: bool = False

    def decision_function(self, codes: Codes) -> Vector:
        """Score rows; returns the mean log-odds of the members, of shape (n_rows,)."""
        total = np.zeros(len(codes))
        if len(codes) == 0:  # scikit-learn refuses to score no rows
            return total
        inputs = _missing_as_nan(codes)
        with threadpool_limits(limits=1):  # thousands of tiny loops, one per tree
            for member in self.members:
                total += member.decision_function(inputs)
        return total / len(self.members)

    def terms(self) -> Terms:
        """Collapse the trees, see `collapse_trees`."""
        return collapse_trees(
            self.members, self.n_codes, rounds_leaves=self.is_monotone
        )


def fit_bag(task: Task, parameters: Mapping[str, Any]) -> BoostedTrees:
    """Fit a bag of pairwise boosted trees.

    Parameters
    ----------
    task : Task
        To the trees every code is a number; that of a category is, since categories
        are ordered by their subscription rate. At most 255 codes beside the missing
        one.
    parameters : mapping
        ``members`` estimators are each fitted on a sample of ``row_share`` of either
        class, drawn without replacement; the other names are those of
        `HistGradientBoostingClassifier`.

    Returns
    -------
    BoostedTrees

    Notes
    -----
    Each member has its own seed derived from the task's: the first members of a larger
    bag are those of a smaller one.

    Code 0 reaches the trees as NaN, which each split sends to the better side. Where
    a feature misses no value among a member's rows, NaN follows the larger side.

    Members run in processes, not threads: growing small trees holds the interpreter
    lock nearly all the time. Each process is limited to one thread: more would compete
    for the same cores, and no result may rest on how threads share a sum.
    """
    n_members = parameters["members"]
    n_processes = task.n_jobs or process_count(
        n_members, len(task.codes), joblib.cpu_count()
    )
    tasks = (joblib.delayed(_fit_member)(task, parameters, i) for i in range(n_members))
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
        return BoostedTrees(tuple(progress), task.n_codes, any(task.directions))


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
    pairs: Sequence[Pair] | None, n_features: int
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
    task: Task, parameters: Mapping[str, Any], number: int
) -> HistGradientBoostingClassifier:
    rng = np.random.default_rng([task.random_state, number])
    rows = _sample_rows(task.is_subscriber, parameters["row_share"], rng)
    inputs = _missing_as_nan(task.codes[rows])
    # A feature that is missing throughout cannot be binned; as a constant it can, and
    # no tree splits on it either way.
    inputs[:, np.isnan(inputs).all(axis=0)] = 0.0
    boosting = dict(parameters)
    del boosting["members"], boosting["row_share"]
    member = HistGradientBoostingClassifier(
        **boosting,
        max_bins=MAX_BINS,
        interaction_cst=interaction_groups(task.pairs, inputs.shape[1]),
        monotonic_cst=list(task.directions) if any(task.directions) else None,
        categorical_features=None,
        random_state=int(rng.integers(2**31 - 1)),
    )
    weight = None if task.sample_weight is None else task.sample_weight[rows]
    with threadpool_limits(limits=1):
        return member.fit(inputs, task.is_subscriber[rows], sample_weight=weight)


def _sample_rows(
    is_subscriber: Labels, share: float, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Draw a share of the rows of each class, at least one, in their given order."""
    drawn = [
        rng.choice(rows, size=max(1, round(share * len(rows))), replace=False)
        for rows in (np.flatnonzero(~is_subscriber), np.flatnonzero(is_subscriber))
    ]
    return np.sort(np.concatenate(drawn))


def _missing_as_nan(codes: Codes) -> Vector:
    return np.where(codes == 0, np.nan, codes.astype(np.float64))
