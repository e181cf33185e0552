"""Choose a threshold in Python, for experiments with validation rows of their own.

The pipeline chooses in SQL, in `registry.decision_thresholds`; a test holds the two
equal.
"""

from collections.abc import Mapping

import numpy as np

from customer_segmentation.codes import Labels, Vector
from customer_segmentation.errors import ConfigurationError


def choose_cut(
    policy: str,
    demand: Mapping[str, float | None],
    log_odds: Vector,
    is_subscriber: Labels,
) -> float:
    """Find the log-odds from which a policy calls.

    Parameters
    ----------
    policy : {'f_beta', 'min_recall', 'min_precision', 'capacity', 'max_profit'}
    demand : mapping
        The settings of the policy, as in var `threshold_policies`.
    log_odds : ndarray of float64, shape (n,)
        Of validation contacts.
    is_subscriber : ndarray of bool, shape (n,)

    Returns
    -------
    float
        One of the scores; infinite where no cut satisfies the policy.

    Raises
    ------
    ConfigurationError
        If the policy is none of these.
    """
    cuts, place = np.unique(-log_odds, return_inverse=True)
    called = np.cumsum(np.bincount(place))
    hits = np.cumsum(np.bincount(place, weights=is_subscriber))
    n, positives = len(log_odds), is_subscriber.sum()
    precision, recall = hits / called, hits / max(positives, 1)
    allowed = np.ones(len(cuts), dtype=bool)
    if policy == "f_beta":
        beta = (demand["beta"] or 0.0) ** 2
        objective = (1 + beta) * hits / (called + beta * positives)
    elif policy in ("min_recall", "min_precision"):
        allowed = (recall >= (demand["recall"] or 0.0)) & (
            precision >= (demand["precision"] or 0.0)
        )
        objective = -called / n if policy == "min_recall" else recall
    elif policy == "capacity":
        allowed = called / n <= (demand["share"] or 0.0)
        objective = called / n
    elif policy == "max_profit":
        value, cost = demand["subscription_value"] or 0.0, demand["call_cost"] or 0.0
        objective = hits * value - called * cost
    else:
        raise ConfigurationError(f"There is no threshold to choose for {policy!r}.")
    if not allowed.any():
        return float("inf")
    # cuts ascend in calls: the first best one has the fewest
    return float(-cuts[np.argmax(np.where(allowed, objective, -np.inf))])
