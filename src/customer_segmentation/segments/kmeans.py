"""k-means on whole numbers, so that assignment is exact in any order of addition."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

#: A standard deviation is this many units. Coordinates lie within 16 deviations, so a
#: product of two needs 48 bits and a squared distance 52: a double holds it exactly.
UNITS_PER_DEVIATION = 2**20
MOST_ROUNDS = 200

Points = NDArray[np.float64]
Counts = NDArray[np.int64]
Clusters = NDArray[np.int64]


@dataclass(frozen=True)
class Clustering:
    """Centroids and what belongs to them.

    Parameters
    ----------
    centroids : ndarray of float64, shape (k, d)
        Whole numbers of units.
    labels : ndarray of int64, shape (n,)
        The cluster of each point.
    inertia : float
        Sum of squared distances to the own centroid, in squared deviations.
    """

    centroids: Points
    labels: Clusters
    inertia: float


def fit_clusters(
    points: Points, counts: Counts, count: int, *, starts: int, random_state: int
) -> Clustering:
    """Fit k-means, then move each centroid to the rounded mean of its members.

    Parameters
    ----------
    points : ndarray of float64, shape (n, d)
        Distinct points, in units.
    counts : ndarray of int64, shape (n,)
        How many contacts lie on each.
    count : int
        Clusters, at most n.
    starts : int
        Runs of k-means++ of which the best is kept.
    random_state : int

    Returns
    -------
    Clustering

    Notes
    -----
    scikit-learn stops with rounding errors that depend on the number of threads and on
    the order of the rows. The rounds that follow it (Lloyd's, in whole numbers) end
    where no contact changes its cluster, so equal partitions have equal centroids.
    """
    with threadpool_limits(1):
        estimator = KMeans(
            count, n_init=starts, tol=0.0, random_state=random_state
        ).fit(points / UNITS_PER_DEVIATION, sample_weight=counts)
        centroids = _rounded(estimator.cluster_centers_ * UNITS_PER_DEVIATION)
        labels = assign(points, centroids)
        for _ in range(MOST_ROUNDS):
            centroids = _means(points, counts, labels, centroids)
            moved = assign(points, centroids)
            if np.array_equal(moved, labels):
                break
            labels = moved
    squares = ((points - centroids[labels]) ** 2).sum(axis=1)
    return Clustering(
        centroids, labels, float(counts @ squares) / UNITS_PER_DEVIATION**2
    )


def assign(points: Points, centroids: Points) -> Clusters:
    """Assign points to clusters by scikit-learn's own `KMeans.predict`.

    Parameters
    ----------
    points : ndarray of float64, shape (n, d)
    centroids : ndarray of float64, shape (k, d)
        Both whole numbers of units.

    Returns
    -------
    ndarray of int64, shape (n,)
        The nearest centroid; of several, the first.
    """
    estimator = KMeans(len(centroids), init=centroids, n_init=1, max_iter=1)
    estimator.fit(centroids / UNITS_PER_DEVIATION)
    estimator.cluster_centers_ = centroids / UNITS_PER_DEVIATION
    predicted: Clusters = estimator.predict(points / UNITS_PER_DEVIATION).astype(
        np.int64
    )
    return predicted


def _means(points: Points, counts: Counts, labels: Clusters, before: Points) -> Points:
    """Return the rounded means; a cluster without members stays where it was."""
    members = np.bincount(labels, weights=counts, minlength=len(before))
    sums = np.stack(
        [
            np.bincount(labels, weights=counts * column, minlength=len(before))
            for column in points.T
        ],
        axis=1,
    )
    means = sums / np.maximum(members, 1)[:, None]
    return np.where(members[:, None] > 0, _rounded(means), before)


def _rounded(values: Points) -> Points:
    rounded: Points = np.floor(values + 0.5)
    return rounded
