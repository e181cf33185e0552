"""Choose the number of clusters: stable first, then separated, then as many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import davies_bouldin_score, silhouette_score
from sklearn.metrics.pairwise import euclidean_distances

from customer_segmentation.segments.kmeans import (
    UNITS_PER_DEVIATION,
    Clustering,
    Counts,
    Points,
    fit_clusters,
)
from customer_segmentation.segments.stability import VERDICTS, cluster_stability

#: Of more contacts, as many are drawn to compare numbers of clusters on.
MOST_CONTACTS = 30_000
#: Of more contacts, as many are drawn to measure separation on: it compares all pairs.
SEPARATION_CONTACTS = 3_000
#: How far below the best a silhouette may lie and still count as separated.
SILHOUETTE_ROOM = 0.10


@dataclass(frozen=True)
class Candidate:
    """What is known of one number of clusters.

    Parameters
    ----------
    count : int
    inertia : float
        Mean squared distance of a contact to its centroid, in squared deviations.
    silhouette, davies_bouldin : float or None
        None with one cluster.
    smallest_share : float
    stability : tuple of float
        Mean Jaccard coefficient of each cluster, in the order of its centroids; empty
        without resamples.
    """

    count: int
    inertia: float
    silhouette: float | None
    davies_bouldin: float | None
    smallest_share: float
    stability: tuple[float, ...]


@dataclass(frozen=True)
class Choice:
    """The number of clusters and why."""

    count: int
    reason: str


def thinned(
    points: Points, counts: Counts, most: int, random_state: int
) -> tuple[Points, Counts]:
    """Draw contacts where there are more than so many.

    Parameters
    ----------
    points : ndarray of float64, shape (n, d)
    counts : ndarray of int64, shape (n,)
    most : int
    random_state : int

    Returns
    -------
    points : ndarray of float64
    counts : ndarray of int64
        Points with at least one contact drawn.
    """
    if int(counts.sum()) <= most:
        return points, counts
    generator = np.random.default_rng([random_state, most])
    drawn = generator.multivariate_hypergeometric(counts, most, method="marginals")
    return points[drawn > 0], drawn[drawn > 0]


def measure_candidates(
    points: Points,
    counts: Counts,
    numbers: Sequence[int],
    settings: Mapping[str, int],
) -> list[Candidate]:
    """Fit each number of clusters and measure it.

    Parameters
    ----------
    points : ndarray of float64, shape (n, d)
        Distinct points, in units.
    counts : ndarray of int64, shape (n,)
    numbers : sequence of int
        Of clusters, each at most n.
    settings : mapping
        ``starts``, ``resamples`` and ``random_state``.

    Returns
    -------
    list of Candidate
    """
    random_state = settings["random_state"]
    places = _places(counts, random_state)
    distances = euclidean_distances(points[places] / UNITS_PER_DEVIATION)
    np.fill_diagonal(distances, 0.0)
    measured = []
    for number in numbers:
        clustering = fit_clusters(
            points,
            counts,
            number,
            starts=settings["starts"],
            random_state=random_state,
        )
        stability = mean_stability(points, counts, clustering, settings)
        members = np.bincount(clustering.labels, weights=counts, minlength=number)
        labels = clustering.labels[places]
        is_measurable = 1 < len(set(labels.tolist())) < len(places)
        measured.append(
            Candidate(
                count=number,
                inertia=clustering.inertia / float(counts.sum()),
                silhouette=float(
                    silhouette_score(distances, labels, metric="precomputed")
                )
                if is_measurable
                else None,
                davies_bouldin=float(
                    davies_bouldin_score(points[places] / UNITS_PER_DEVIATION, labels)
                )
                if is_measurable
                else None,
                smallest_share=float(members.min() / members.sum()),
                stability=stability,
            )
        )
    return measured


def mean_stability(
    points: Points,
    counts: Counts,
    clustering: Clustering,
    settings: Mapping[str, int],
) -> tuple[float, ...]:
    """Return the mean Jaccard coefficient of each cluster; none without resamples."""
    if not settings["resamples"]:
        return ()
    measured = cluster_stability(
        points,
        counts,
        clustering,
        resamples=settings["resamples"],
        starts=settings["starts"],
        random_state=settings["random_state"],
    )
    return tuple(float(value) for value in measured.mean(axis=0))


def choose(candidates: Sequence[Candidate], smallest_share: float) -> Choice:
    """Choose by the written rule.

    Parameters
    ----------
    candidates : sequence of Candidate
        In rising order.
    smallest_share : float
        No cluster may hold less.

    Returns
    -------
    Choice

    Notes
    -----
    1. No cluster holds less than the smallest share.
    2. Every cluster is highly stable (mean Jaccard at least .85); where no number
       manages that, every cluster is valid (.75), then doubtful (.60).
    3. Of those, separated: a silhouette within .10 of the best of them.
    4. Of those the most clusters: more to act on.
    """
    large = [one for one in candidates if one.smallest_share >= smallest_share]
    if not large:
        best = max(candidates, key=lambda one: (one.smallest_share, -one.count))
        return Choice(
            best.count,
            f"every number has a segment below {smallest_share:.1%}; this one's "
            f"smallest is the largest, {best.smallest_share:.1%}",
        )
    if not any(one.stability for one in large):
        best = max(large, key=lambda one: (one.silhouette or -1.0, -one.count))
        return Choice(best.count, "the best separated; stability was not measured")
    for least, word in VERDICTS[:-1]:
        stable = [one for one in large if min(one.stability) >= least]
        if stable:
            best_silhouette = max(_silhouette(one) for one in stable)
            separated = [
                one
                for one in stable
                if _silhouette(one) >= best_silhouette - SILHOUETTE_ROOM
            ]
            best = separated[-1]
            return Choice(
                best.count,
                f"the most segments of which each is {word} (lowest Jaccard "
                f"{min(best.stability):.2f}, at least {least:.2f}), none is below "
                f"{smallest_share:.1%}, and the silhouette ({_silhouette(best):.2f}) "
                f"is within {SILHOUETTE_ROOM:.2f} of the best of them "
                f"({best_silhouette:.2f})",
            )
    best = max(large, key=lambda one: (min(one.stability), -one.count))
    return Choice(
        best.count,
        "no number has segments of which each is to be trusted; of all, this one's "
        f"least stable segment is the most stable ({min(best.stability):.2f})",
    )


def why_not(candidate: Candidate, chosen: Candidate, smallest_share: float) -> str:
    """Say in one sentence why a number of clusters was not chosen by the rule."""
    if candidate.smallest_share < smallest_share:
        return f"a segment holds only {candidate.smallest_share:.1%}"
    if candidate.stability and min(candidate.stability) < min(
        min(chosen.stability, default=0.0), VERDICTS[0][0]
    ):
        lowest = min(candidate.stability)
        return f"a segment is not found again in resamples (Jaccard {lowest:.2f})"
    if candidate.count < chosen.count:
        return f"{chosen.count} segments are as stable, and more to act on"
    return f"less separated (silhouette {_silhouette(candidate):.2f})"


def _silhouette(candidate: Candidate) -> float:
    return -1.0 if candidate.silhouette is None else candidate.silhouette


def _places(counts: Counts, random_state: int) -> NDArray[np.int64]:
    """Draw the contacts that separation is measured on: places in the points."""
    generator = np.random.default_rng([random_state, SEPARATION_CONTACTS])
    drawn = counts
    if int(counts.sum()) > SEPARATION_CONTACTS:
        drawn = generator.multivariate_hypergeometric(
            counts, SEPARATION_CONTACTS, method="marginals"
        )
    return np.repeat(np.arange(len(counts)), drawn)
