"""Find the nearest rows among rows of codes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from customer_segmentation.codes import Codes

BLOCK_ROWS = 512  # of a distance matrix held at once: 512 x candidates doubles
MOST_CANDIDATES = 20_000  # rows among which neighbours are searched


def nearest_neighbours(
    codes: Codes, is_category: Sequence[bool], k: int
) -> NDArray[np.intp]:
    """Find the k nearest other rows of each row, among at most 20,000 rows.

    Parameters
    ----------
    codes : ndarray of int16, shape (n_rows, n_features)
    is_category : sequence of bool, length n_features
        Features whose codes are names, not positions.
    k : int
        Neighbours per row, 1 <= k < n_rows; fewer than the candidates.

    Returns
    -------
    ndarray of intp, shape (n_rows, k)
        Row positions, nearest first; of equally near rows the earlier ones.

    Notes
    -----
    The metric of SMOTE-NC [1]_: Euclidean over the numbers, where a category that
    differs counts as much as the median standard deviation s of the numbers::

        d2(a, b) = sum over numbers (a - b)^2 + s^2 * (categories that differ)

    With no numbers, or none that varies, s is 1: rows then differ by their
    categories alone.

    Codes are small integers, so both sums are integers that doubles hold exactly,
    whatever the order in which a matrix product adds them up. Ties, which are common
    among codes, are therefore real ties, broken by position: the result depends
    neither on the number of threads nor on the linear algebra library, as it would
    in a general neighbour search.

    Up to 20,000 rows all are candidates. Beyond, every second, third ... row is: as
    many as fit, spread evenly over the rows as given. Their neighbours are somewhat
    farther away, and the time grows with the rows, not with their square.

    Costs O(n_rows n_candidates (n_numbers + n_codes + k)) time and O(n_rows) memory.

    References
    ----------
    .. [1] N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer, "SMOTE: synthetic
       minority over-sampling technique", Journal of Artificial Intelligence Research
       16, 2002, section 6.1.
    """
    categorical = np.asarray(is_category, dtype=bool)
    numbers = codes[:, ~categorical].astype(np.float64)
    levels = _one_hot(codes[:, categorical])
    category_weight = _squared_median_deviation(numbers)
    squared_norms = (numbers**2).sum(axis=1)
    every = -(-len(codes) // MOST_CANDIDATES)
    near = slice(None, None, every)

    nearest = np.empty((len(codes), k), dtype=np.intp)
    for start in range(0, len(codes), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        differing = categorical.sum() - levels[block] @ levels[near].T
        squared = (
            squared_norms[block, np.newaxis]
            + squared_norms[near]
            - 2.0 * (numbers[block] @ numbers[near].T)
            + category_weight * differing
        )
        rows = np.arange(len(squared))
        candidates = rows[(start + rows) % every == 0]
        # no row is its own neighbour
        squared[candidates, (start + candidates) // every] = np.inf
        for rank in range(k):
            chosen = squared.argmin(axis=1)
            nearest[block, rank] = chosen * every
            squared[rows, chosen] = np.inf
    return nearest


def _one_hot(codes: Codes) -> NDArray[np.float64]:
    columns = [codes[:, [j]] == np.unique(codes[:, j]) for j in range(codes.shape[1])]
    return np.hstack([np.empty((len(codes), 0)), *columns])


def _squared_median_deviation(numbers: NDArray[np.float64]) -> float:
    if numbers.shape[1] == 0:
        return 1.0
    return float(np.median(numbers.std(axis=0))) ** 2 or 1.0
