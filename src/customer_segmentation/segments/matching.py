"""Give the segments of a new fit the ids of the earlier ones they continue."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from customer_segmentation.segments.kmeans import UNITS_PER_DEVIATION, Points


@dataclass(frozen=True)
class Match:
    """Which earlier segment each new cluster continues.

    Parameters
    ----------
    ids : tuple of int
        The id of each new cluster.
    changes : tuple of {'first', 'kept', 'new'}
    moved : tuple of float or None
        How far a kept segment moved, in standard deviations.
    gone : tuple of int
        Ids of earlier segments that no new cluster continues.
    """

    ids: tuple[int, ...]
    changes: tuple[str, ...]
    moved: tuple[float | None, ...]
    gone: tuple[int, ...]


def first_ids(centroids: Points) -> Match:
    """Give clusters their first numbers: by their place, not by chance.

    Parameters
    ----------
    centroids : ndarray of float64, shape (k, d)
        In units; recency, frequency, monetary value.

    Returns
    -------
    Match
        From the least recent, least frequent, least valuable on. Places are compared
        by tenths of a deviation, so that another draw does not turn near ties round.
    """
    tenths = np.floor(centroids / UNITS_PER_DEVIATION * 10 + 0.5)
    order = np.lexsort([centroids[:, 2], *tenths.T[1::-1]])
    ids = np.empty(len(centroids), dtype=int)
    ids[order] = np.arange(1, len(centroids) + 1)
    count = len(centroids)
    return Match(tuple(int(i) for i in ids), ("first",) * count, (None,) * count, ())


def match_ids(
    centroids: Points, earlier: Points, earlier_ids: Sequence[int], highest_id: int
) -> Match:
    """Match new centroids to earlier ones, one to one, by the least total distance.

    Parameters
    ----------
    centroids : ndarray of float64, shape (k, d)
    earlier : ndarray of float64, shape (m, d)
        In the coordinates of the new fit.
    earlier_ids : sequence of int
    highest_id : int
        Ever given: a segment that is new gets a later one.

    Returns
    -------
    Match
        A pair is the same segment where it lies closer together than half the way from
        the earlier centroid to its nearest earlier neighbour.
    """
    distances = np.sqrt(((centroids[:, None] - earlier[None]) ** 2).sum(axis=2))
    between = np.sqrt(((earlier[:, None] - earlier[None]) ** 2).sum(axis=2))
    np.fill_diagonal(between, np.inf)
    reach = between.min(axis=1) / 2
    kept = {
        int(new): int(old)
        for new, old in zip(*linear_sum_assignment(distances), strict=True)
        if distances[new, old] < reach[old]
    }
    numbers = {**{new: int(earlier_ids[old]) for new, old in kept.items()}}
    is_new = np.array([new not in kept for new in range(len(centroids))])
    for place, new in enumerate(
        sorted(np.flatnonzero(is_new), key=lambda new: tuple(centroids[new]))
    ):
        numbers[int(new)] = highest_id + 1 + place
    clusters = range(len(centroids))
    return Match(
        tuple(numbers[new] for new in clusters),
        tuple("kept" if new in kept else "new" for new in clusters),
        tuple(
            float(distances[new, kept[new]]) / UNITS_PER_DEVIATION
            if new in kept
            else None
            for new in clusters
        ),
        tuple(
            sorted(
                int(earlier_ids[old])
                for old in range(len(earlier))
                if old not in kept.values()
            )
        ),
    )
