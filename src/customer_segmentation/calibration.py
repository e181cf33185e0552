"""Turn log-odds into probabilities that mean what they say.

Oversampling shifts every score and bagging flattens them; these maps, fitted on
validation rows that were never oversampled, undo both.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import expit, logit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from customer_segmentation.codes import Labels, Vector

MAX_KNOTS = 64
GRADIENT = 1e-14  # of the mean log loss, at which a line is fitted

Method = Literal["platt", "prior_correction", "isotonic"]


@dataclass(frozen=True)
class CalibrationRow:
    """A row of a calibration table.

    Parameters
    ----------
    method : {'platt', 'prior_correction', 'isotonic'}
    knot_rank : int or None
        1, 2, ... by log-odds for 'isotonic'; None for the other two, of one row each.
    log_odds : float or None
        Where the knot is.
    probability : float or None
        What the map says there, in (0, 1).
    slope, intercept : float or None
        Of the line on log-odds; None for 'isotonic'.
    is_fitted : bool
        False where the rows could not tell, and the row stands for the identity.
    """

    method: Method
    knot_rank: int | None = None
    log_odds: float | None = None
    probability: float | None = None
    slope: float | None = None
    intercept: float | None = None
    is_fitted: bool = True


def fit_calibrations(
    log_odds: Vector,
    is_subscriber: Labels,
    train_prevalence_real: float,
    train_prevalence_balanced: float,
) -> list[CalibrationRow]:
    """Fit three maps from log-odds to probability.

    Parameters
    ----------
    log_odds : ndarray of float64, shape (n,)
        Scores of validation rows.
    is_subscriber : ndarray of bool, shape (n,)
    train_prevalence_real : float in (0, 1)
        Share of subscribers among the training rows before oversampling.
    train_prevalence_balanced : float in (0, 1)
        The same share after it.

    Returns
    -------
    list of CalibrationRow
        One row for 'platt', one for 'prior_correction', then the knots of 'isotonic'.

    Raises
    ------
    ValueError
        If a score is not finite, the lengths differ, or a prevalence is not in (0, 1).

    Notes
    -----
    How to apply them to a score x:

    'platt', 'prior_correction'
        ``1 / (1 + exp(-(slope * x + intercept)))``
    'isotonic'
        Between the knots k and k + 1 that x lies between, linear in log-odds::

            p_k + (p_{k+1} - p_k) * (x - x_k) / (x_{k+1} - x_k)

        Up to the first knot its probability, from the last knot on the last one's.

    All three never decrease in x. Where validation rows hold fewer than two classes
    or two distinct scores, or where a line would fall, 'platt' is the identity
    (slope 1, intercept 0). 'isotonic' then is the knots of the logistic function of
    the scores' ends. Both carry ``is_fitted = False``.

    References
    ----------
    .. [1] J. Platt, "Probabilistic outputs for support vector machines", 1999, with
       the numerics of H.-T. Lin, C.-J. Lin, R. C. Weng, Machine Learning 68, 2007.
    .. [2] G. King, L. Zeng, "Logistic regression in rare events data", Political
       Analysis 9, 2001, section 4.1.
    .. [3] A. P. Oron, N. Flournoy, "Centered isotonic regression", Statistics in
       Biopharmaceutical Research 9, 2017.
    """
    scores = np.asarray(log_odds, dtype=np.float64)
    labels = np.asarray(is_subscriber, dtype=bool)
    if scores.shape != labels.shape or not np.isfinite(scores).all():
        raise ValueError(
            f"Calibration needs a finite score for each label; got {scores.size} "
            f"scores, {int((~np.isfinite(scores)).sum())} of them not finite, for "
            f"{labels.size} labels."
        )
    return [
        _platt(scores, labels),
        prior_correction(train_prevalence_real, train_prevalence_balanced),
        *_isotonic(scores, labels),
    ]


def _is_informative(scores: Vector, labels: Labels) -> bool:
    return len(np.unique(labels)) == 2 and len(np.unique(scores)) >= 2


def _platt(scores: Vector, labels: Labels) -> CalibrationRow:
    """Fit a line on log-odds by maximum likelihood.

    Notes
    -----
    Platt's targets keep the line finite where the classes are separable: instead of 1
    and 0 they are the posterior means under a uniform prior::

        (n_subscribers + 1) / (n_subscribers + 2)    and    1 / (n_others + 2)
    """
    identity = CalibrationRow("platt", slope=1.0, intercept=0.0, is_fitted=False)
    if not _is_informative(scores, labels):
        return identity
    n_subscribers, n_others = int(labels.sum()), int((~labels).sum())
    targets = np.where(
        labels, (n_subscribers + 1) / (n_subscribers + 2), 1 / (n_others + 2)
    )
    # standardised, so that neither scale nor distance from 0 makes Newton's matrix
    # singular
    centre, scale = scores.mean(), scores.std()
    # a target between 0 and 1 is a row of either class, weighted
    line = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=GRADIENT)
    with threadpool_limits(limits=1):  # the order of a sum must not vary
        line.fit(
            np.tile((scores - centre) / scale, 2)[:, np.newaxis],
            np.repeat([True, False], len(scores)),
            sample_weight=np.concatenate([targets, 1 - targets]),
        )
    slope, intercept = line.coef_.item(), line.intercept_.item()
    if slope <= 0.0:
        return identity
    return CalibrationRow(
        "platt",
        slope=float(slope / scale),
        intercept=float(intercept - slope * centre / scale),
    )


def prior_correction(real: float, balanced: float) -> CalibrationRow:
    """Shift by what oversampling added to the odds.

    Parameters
    ----------
    real, balanced : float in (0, 1)
        Share of subscribers among the training rows before and after oversampling.

    Returns
    -------
    CalibrationRow

    Raises
    ------
    ValueError
        If a share is not in (0, 1).

    Notes
    -----
    Copying subscribers r times multiplies all odds by r, so the shift back is
    ``logit(real) - logit(balanced)``. Exact for random oversampling, approximate for
    SMOTE, and blind to everything but the prevalence.
    """
    for name, value in (("real", real), ("balanced", balanced)):
        if not 0.0 < value < 1.0:
            raise ValueError(
                f"The {name} prevalence of the training rows is {value!r}; prior "
                "correction needs it strictly between 0 and 1."
            )
    shift = float(logit(real) - logit(balanced))
    return CalibrationRow("prior_correction", slope=1.0, intercept=shift)


def _isotonic(scores: Vector, labels: Labels) -> list[CalibrationRow]:
    """Fit a never falling, piecewise linear map.

    Notes
    -----
    Isotonic regression gives blocks of rows of one probability: a staircase, on which
    customers of different scores tie and one step may be worth a whole segment.
    Centred isotonic regression [3]_ puts one knot at each block's mean score and
    interpolates. Neighbouring blocks are pooled, the smallest first, down to 64
    knots. With n rows, probabilities stay within [1/(2n), 1 - 1/(2n)]: none was
    observed to be impossible or certain.
    """
    if not _is_informative(scores, labels):
        ends = np.unique([scores.min(), scores.max()]) if scores.size else np.zeros(1)
        return _knots(ends, expit(ends), is_fitted=False)
    fitted = IsotonicRegression().fit_transform(scores, labels.astype(np.float64))
    _, block = np.unique(fitted, return_inverse=True)
    rows = np.column_stack([np.ones_like(scores), scores, labels])
    sums = np.zeros((block.max() + 1, rows.shape[1]))
    np.add.at(sums, block, rows)
    counts, score_sums, subscribers = _pooled(sums).T
    edge = 1 / (2 * len(scores))
    probabilities = np.clip(subscribers / counts, edge, 1 - edge)
    return _knots(score_sums / counts, probabilities, is_fitted=True)


def _pooled(sums: Vector) -> Vector:
    """Pool the smallest block with its smaller neighbour until few enough are left.

    Blocks are rows in order of score; the first column counts their customers.
    """
    while len(sums) > MAX_KNOTS:
        sizes = np.concatenate([[np.inf], sums[:, 0], [np.inf]])
        smallest = int(sums[:, 0].argmin())
        left, right = sizes[smallest], sizes[smallest + 2]
        start = smallest - 1 if left <= right else smallest
        starts = np.delete(np.arange(len(sums)), start + 1)
        sums = np.add.reduceat(sums, starts, axis=0)
    return sums


def _knots(
    scores: Vector, probabilities: Vector, *, is_fitted: bool
) -> list[CalibrationRow]:
    return [
        CalibrationRow(
            "isotonic",
            knot_rank=rank,
            log_odds=float(score),
            probability=float(probability),
            is_fitted=is_fitted,
        )
        for rank, (score, probability) in enumerate(
            zip(scores, probabilities, strict=True), start=1
        )
    ]
