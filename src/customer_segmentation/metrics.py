"""How good scores, probabilities and decisions are, for many weightings at once.

The definitions are those of the table `evaluation.model_metrics`. Weights make it
possible to ask what the same metric would be on a resample of the contacts.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from customer_segmentation.codes import Labels, Vector

METRICS = (
    "accuracy",
    "precision",
    "recall",
    "f1",
    "f_beta",
    "specificity",
    "balanced_accuracy",
    "mcc",
    "called_share",
    "prevalence",
    "roc_auc",
    "average_precision",
    "alift",
    "log_loss",
    "brier",
    "brier_skill",
    "ece",
)
RANKING_METRICS = ("roc_auc", "average_precision", "alift")
N_BINS = 10
MAX_BYTES = 100_000_000
ARRAYS_AT_ONCE = 10

Matrix = NDArray[np.float64]
Counts = NDArray[np.integer] | NDArray[np.float64]


def metrics(
    log_odds: Vector,
    probability: Vector,
    is_called: Labels,
    is_subscriber: Labels,
    weights: Counts,
    beta: float,
) -> dict[str, Vector]:
    """Measure decisions, ranking and probabilities under each row of weights.

    Parameters
    ----------
    log_odds : ndarray of float64, shape (n,)
        Scores; only their order counts. Not NaN.
    probability : ndarray of float64, shape (n,)
        Calibrated probabilities, in [0, 1].
    is_called : ndarray of bool, shape (n,)
        The decisions.
    is_subscriber : ndarray of bool, shape (n,)
        The outcomes.
    weights : ndarray of whole numbers >= 0, shape (n_replicates, n)
        How often each contact counts; a row of ones is the plain sample.
    beta : float
        Weight of recall against precision in ``f_beta``.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_replicates,)
        One entry per name in `METRICS`, in that order. NaN where the metric is not
        defined: a rate of nothing, a ranking of one class, anything of no contacts.

    Raises
    ------
    ValueError
        If the arrays are not of one length.

    Notes
    -----
    With TP, FP, TN, FN the weighted counts and P, N those of the two classes::

        f_beta      = (1 + beta^2) TP / (TP + FP + beta^2 P)
        mcc         = (TP TN - FP FN) / sqrt((TP + FP) P (TN + FP) (TN + FN)),
                      0 where a margin is empty
        log_loss    = mean of -ln(probability of the outcome), that probability being
                      at least 2.2e-16, as in scikit-learn
        brier_skill = 1 - brier / (prevalence (1 - prevalence))
        ece         = sum over ten bins of equal width of
                      |subscribers - sum of probability| / contacts

    Everything but the ranking is a ratio of sums over contacts, hence a matrix product.
    Replicates are taken in chunks of about 100 MB. Cost: O(n log n) once, then O(n) per
    replicate; 200 replicates of 45,000 contacts take about half a second.
    """
    lengths = {len(log_odds), len(probability), len(is_called), len(is_subscriber)}
    if weights.ndim != 2 or lengths != {weights.shape[1]}:
        raise ValueError(
            "Metrics need one score, probability, decision, outcome and weight per "
            f"contact; got lengths {sorted(lengths)} and weights of shape "
            f"{weights.shape}."
        )
    ranking = ranking_metrics(log_odds, is_subscriber, weights)
    parts = [
        _decision_metrics(is_called, is_subscriber, chunk, beta)
        | _probability_metrics(probability, is_subscriber, chunk)
        for chunk in _chunks(weights)
    ]
    measured = _joined(parts) | ranking
    return {metric: measured[metric] for metric in METRICS}


def ranking_metrics(
    log_odds: Vector, is_subscriber: Labels, weights: Counts
) -> dict[str, Vector]:
    """Measure the order of the scores under each row of weights.

    Parameters
    ----------
    log_odds : ndarray of float64, shape (n,)
        Not NaN.
    is_subscriber : ndarray of bool, shape (n,)
    weights : ndarray of whole numbers >= 0, shape (n_replicates, n)

    Returns
    -------
    dict of str to ndarray of float64, shape (n_replicates,)
        ``roc_auc``, ``average_precision`` and ``alift``, the area under the cumulative
        gains curve [1]_. NaN without a subscriber, ``roc_auc`` also without another.

    Notes
    -----
    Contacts with equal scores are called together. Over distinct scores from the
    highest, with c contacts and s subscribers at a score, C and S up to and including
    it::

        alift             = sum of c (2 S - s) / (2 P (P + N))
        roc_auc           = sum of (c - s) (2 S - s) / (2 P N)
        average_precision = sum of s S / C / P

    As ``sum of s (2 S - s)`` telescopes to P^2, the first gives the second. The sums of
    both are whole numbers, so they are exact up to 2^53.

    References
    ----------
    .. [1] S. Moro, P. Cortez, P. Rita, "A data-driven approach to predict the success
       of bank telemarketing", Decision Support Systems 62, 2014.
    """
    order = np.argsort(-log_odds)
    ranked_scores, ranked_labels = log_odds[order], is_subscriber[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = ranked_scores[1:] != ranked_scores[:-1]
    starts = np.flatnonzero(is_first)
    return _joined(
        [
            _ranking_of(chunk[:, order], ranked_labels, starts)
            for chunk in _chunks(weights)
        ]
    )


def _ranking_of(
    ranked_weights: Matrix, ranked_labels: Labels, starts: NDArray[np.intp]
) -> dict[str, Vector]:
    if not len(starts):
        return {name: np.full(len(ranked_weights), np.nan) for name in RANKING_METRICS}
    contacts = np.add.reduceat(ranked_weights, starts, axis=1)
    subscribers = np.add.reduceat(ranked_weights * ranked_labels, starts, axis=1)
    called = np.cumsum(contacts, axis=1)
    found = np.cumsum(subscribers, axis=1)
    n_contacts, n_subscribers = called[:, -1], found[:, -1]
    gains = (contacts * (2 * found - subscribers)).sum(axis=1)
    # called is 0 only above the first contact that counts, where found is 0 too
    precision_sum = (subscribers * found / np.maximum(called, 1)).sum(axis=1)
    n_others = n_contacts - n_subscribers
    return {
        "roc_auc": _share(gains - n_subscribers**2, 2 * n_subscribers * n_others),
        "average_precision": _share(precision_sum, n_subscribers),
        "alift": _share(gains, 2 * n_subscribers * n_contacts),
    }


def _decision_metrics(
    is_called: Labels, is_subscriber: Labels, weights: Matrix, beta: float
) -> dict[str, Vector]:
    contacts = weights.sum(axis=1)
    called = weights @ is_called.astype(np.float64)
    positives = weights @ is_subscriber.astype(np.float64)
    tp = weights @ (is_called & is_subscriber).astype(np.float64)
    fp, fn, negatives = called - tp, positives - tp, contacts - positives
    tn = negatives - fp
    recall, specificity = _share(tp, positives), _share(tn, negatives)
    margins = np.sqrt(called * positives) * np.sqrt(negatives * (tn + fn))
    correlation = _share(tp * tn - fp * fn, margins)
    return {
        "accuracy": _share(tp + tn, contacts),
        "precision": _share(tp, called),
        "recall": recall,
        "f1": _share(2 * tp, 2 * tp + fp + fn),
        "f_beta": _share((1 + beta**2) * tp, called + beta**2 * positives),
        "specificity": specificity,
        "balanced_accuracy": (recall + specificity) / 2,
        "mcc": np.where((contacts > 0) & (margins == 0), 0.0, correlation),
        "called_share": _share(called, contacts),
        "prevalence": _share(positives, contacts),
    }


def _probability_metrics(
    probability: Vector, is_subscriber: Labels, weights: Matrix
) -> dict[str, Vector]:
    contacts = weights.sum(axis=1)
    of_outcome = np.where(is_subscriber, probability, 1 - probability)
    losses = -np.log(np.maximum(of_outcome, np.finfo(np.float64).eps))
    surplus = is_subscriber - probability
    brier = _share(weights @ surplus**2, contacts)
    prevalence = _share(weights @ is_subscriber.astype(np.float64), contacts)
    bins = np.minimum(np.floor(probability * N_BINS), N_BINS - 1)
    gaps = np.zeros_like(contacts)
    for number in np.unique(bins):
        in_bin = np.flatnonzero(bins == number)
        gaps += np.abs(weights[:, in_bin] @ surplus[in_bin])
    return {
        "log_loss": _share(weights @ losses, contacts),
        "brier": brier,
        "brier_skill": 1 - _share(brier, prevalence * (1 - prevalence)),
        "ece": _share(gaps, contacts),
    }


def _share(part: Vector, whole: Vector) -> Vector:
    """Divide; NaN where the whole is 0: no rate is not a bad rate."""
    undefined = np.full_like(whole, np.nan)
    return np.divide(part, whole, out=undefined, where=whole > 0)


def replicates_at_once(n_contacts: int) -> int:
    """Count the replicates whose working arrays fit into the memory of a chunk.

    Parameters
    ----------
    n_contacts : int

    Returns
    -------
    int
        At least 1.
    """
    return max(1, MAX_BYTES // (8 * ARRAYS_AT_ONCE * max(1, n_contacts)))


def _chunks(weights: Counts) -> Iterator[Matrix]:
    size = replicates_at_once(weights.shape[1])
    for start in range(0, max(1, len(weights)), size):
        yield weights[start : start + size].astype(np.float64)


def _joined(parts: list[dict[str, Vector]]) -> dict[str, Vector]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
