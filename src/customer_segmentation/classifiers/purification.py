"""Centre the terms, so that contributions can be compared and read."""

import numpy as np
from numpy.typing import NDArray

from customer_segmentation.classifiers.quantization import rounded
from customer_segmentation.classifiers.terms import Table, Terms
from customer_segmentation.codes import Codes

TOLERANCE = 1e-13  # log-odds, relative to the largest entry of a table above 1
MAX_REFINEMENTS = 50


def purify(terms: Terms, codes: Codes) -> Terms:
    """Move what a pair says about one feature alone into that feature's main effect.

    Parameters
    ----------
    terms : Terms
    codes : ndarray of int16, shape (n_rows, n_features)
        The rows to centre on: real training rows, since synthetic ones are nobody.

    Returns
    -------
    Terms
        Scores are unchanged up to rounding, for any codes. Over the given rows every
        row and column of a pair table has mean 0, every main effect has mean 0, and
        the intercept is the mean log-odds. A slice of a pair table that no row
        reaches is left as it is.

        Of quantised terms every shift is rounded to a multiple of 2**-40: scores are
        then unchanged to the last bit, and the means 0 up to that rounding.

    Raises
    ------
    ValueError
        If there are no rows to centre on.
    RuntimeError
        If a table cannot be centred within the tolerance.

    Notes
    -----
    Without this the same function has many decompositions: adding 1 to a main effect
    and subtracting it from a pair changes no score, but every reason given for one.
    The pure decomposition is unique up to what no row tells apart [1]_.

    For weights w and a pair table T, shifts a and b are taken out such that

        sum_j w_ij (T_ij - a_i - b_j) = 0  for all i,   and over i for all j.

    The alternating sweeps of [1]_ converge to it, but slowly where two features
    nearly determine each other (tens of thousands of sweeps for days since and number
    of previous contacts). The system is small, so it is solved, then refined.

    References
    ----------
    .. [1] B. Lengerich, S. Tan, C.-H. Chang, G. Hooker, R. Caruana, "Purifying
       interaction effects with the functional ANOVA", AISTATS 2020.
    """
    if len(codes) == 0:
        raise ValueError("There is no real training row to centre the terms on.")
    main = [table.copy() for table in terms.main]
    pairs = {}
    for (first, second), table in terms.pairs.items():
        weights = np.zeros_like(table)
        np.add.at(weights, (codes[:, first], codes[:, second]), 1.0)
        pure, row_shift, column_shift = _purify_table(table, weights)
        if terms.is_quantized:
            row_shift, column_shift = rounded(row_shift), rounded(column_shift)
            pure = table - row_shift[:, np.newaxis] - column_shift
        pairs[first, second] = pure
        main[first] += row_shift
        main[second] += column_shift

    intercept = terms.intercept
    for feature, effect in enumerate(main):
        counts = np.bincount(codes[:, feature], minlength=len(effect))
        mean = float(counts @ effect / counts.sum())
        if terms.is_quantized:
            mean = float(rounded(mean))
        effect -= mean
        intercept += mean
    return Terms(intercept, tuple(main), pairs, terms.is_quantized)


def _purify_table(
    table: Table, weights: Table
) -> tuple[Table, NDArray[np.float64], NDArray[np.float64]]:
    """Split a table into a pure one, a shift per row and a shift per column."""
    tolerance = TOLERANCE * max(1.0, np.abs(table).max())
    pure = table.copy()
    row_shift, column_shift = np.zeros(table.shape[0]), np.zeros(table.shape[1])
    row_weight, column_weight = weights.sum(axis=1), weights.sum(axis=0)
    # of columns, once rows are centred: diagonal minus what goes through the rows
    through_rows = weights.T @ _means(weights, row_weight[:, np.newaxis])
    system = np.diag(column_weight) - through_rows
    for _ in range(MAX_REFINEMENTS):
        row_means = _means((weights * pure).sum(axis=1), row_weight)
        column_means = _means((weights * pure).sum(axis=0), column_weight)
        if max(np.abs(row_means).max(), np.abs(column_means).max()) <= tolerance:
            return pure, row_shift, column_shift
        excess = column_weight * column_means - weights.T @ row_means
        # least squares: each block of rows and columns that meet has a free constant
        b = np.linalg.lstsq(system, excess)[0]
        a = row_means - _means(weights @ b, row_weight)
        pure = pure - a[:, np.newaxis] - b
        row_shift += a
        column_shift += b
    raise RuntimeError(
        f"A pair table could not be centred to {tolerance:g} in {MAX_REFINEMENTS} "
        "refinements; its largest remaining mean is "
        f"{max(np.abs(row_means).max(), np.abs(column_means).max()):g}."
    )


def _means(sums: Table, weights: Table) -> Table:
    """Divide sums by weights; 0 where there is no weight."""
    return np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 0)
