"""How well a clustering survives another draw of the contacts."""

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from customer_segmentation.segments.kmeans import (
    UNITS_PER_DEVIATION,
    Clustering,
    Clusters,
    Counts,
    Points,
)

#: Hennig's reading of the mean Jaccard coefficient: from this value on, the verdict.
VERDICTS = (
    (0.85, "highly stable"),
    (0.75, "valid"),
    (0.6, "doubtful"),
    (-1.0, "not to be trusted"),
)


def verdict(stability: float) -> str:
    """Return what a mean Jaccard coefficient says of a cluster."""
    return next(text for least, text in VERDICTS if stability >= least)


def cluster_stability(
    points: Points,
    counts: Counts,
    clustering: Clustering,
    *,
    resamples: int,
    starts: int,
    random_state: int,
) -> NDArray[np.float64]:
    """Measure the bootstrap Jaccard stability of each cluster.

    Parameters
    ----------
    points : ndarray of float64, shape (n, d)
        Distinct points, in units.
    counts : ndarray of int64, shape (n,)
        How many contacts lie on each.
    clustering : Clustering
        Of these points.
    resamples : int
    starts : int
        Runs of k-means++ per resample.
    random_state : int

    Returns
    -------
    ndarray of float64, shape (resamples, k)
        For each resample the largest Jaccard coefficient between the contacts of a
        cluster that are in the resample and any cluster found there.

    Notes
    -----
    As `clusterboot` of R's fpc: contacts drawn more than once are used once. A contact
    is in a bootstrap sample of n with probability 1 - (1 - 1/n)^n; here each is drawn
    by that probability on its own.

    References
    ----------
    C. Hennig, Cluster-wise assessment of cluster stability, Computational Statistics
    & Data Analysis 52 (2007).
    """
    total = int(counts.sum())
    held = 1.0 - (1.0 - 1.0 / total) ** total
    clusters = len(clustering.centroids)
    rows = points / UNITS_PER_DEVIATION
    result = np.zeros((resamples, clusters))
    with threadpool_limits(1):
        for resample in range(resamples):
            generator = np.random.default_rng([random_state, clusters, resample])
            drawn = generator.binomial(counts, held)
            is_drawn = drawn > 0
            if int(is_drawn.sum()) < clusters:
                continue  # too few points for as many clusters: none is found again
            found = KMeans(
                clusters, n_init=starts, random_state=int(generator.integers(2**31))
            ).fit_predict(rows[is_drawn], sample_weight=drawn[is_drawn])
            result[resample] = jaccard(
                clustering.labels[is_drawn], found, drawn[is_drawn], clusters
            ).max(axis=1)
    return result


def jaccard(
    first: Clusters, second: Clusters, counts: Counts, clusters: int
) -> NDArray[np.float64]:
    """Compare two partitions of the same contacts, cluster by cluster.

    Parameters
    ----------
    first, second : ndarray of int64, shape (n,)
    counts : ndarray of int64, shape (n,)
        How many contacts lie on each point.
    clusters : int
        Of either partition.

    Returns
    -------
    ndarray of float64, shape (clusters, clusters)
        Contacts in both clusters over contacts in either; 0 where both are empty.
    """
    both = np.bincount(
        first * clusters + second, weights=counts, minlength=clusters**2
    ).reshape(clusters, clusters)
    either = both.sum(axis=1, keepdims=True) + both.sum(axis=0) - both
    result: NDArray[np.float64] = both / np.maximum(either, 1)
    return result
