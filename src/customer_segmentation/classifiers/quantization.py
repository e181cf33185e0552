"""Round contributions so that every engine adds them up to the same bits."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from customer_segmentation.classifiers.terms import Table, Terms

UNIT_EXPONENT = -40
UNIT = 2.0**UNIT_EXPONENT  # log-odds
MAX_TOTAL = 2.0**12  # log-odds: 52 bits of units, one less than a double holds
MAX_ERROR = 1e-9  # log-odds


def quantize(terms: Terms) -> Terms:
    """Round the intercept and every contribution to a multiple of 2**-40.

    Parameters
    ----------
    terms : Terms

    Returns
    -------
    Terms
        Of the same shape; scores move by less than 1e-9 log-odds.

    Raises
    ------
    ValueError
        If contributions could add up to 2**12 log-odds or more, or if the terms are
        so many that rounding could move a score by 1e-9.

    Notes
    -----
    Multiples of 2**-40 below 2**12 have at most 52 significant bits, so doubles hold
    them, their sums and all partial sums *exactly*. Addition is then associative: the
    reasons of a score add up to it in any order, on any engine, to the last bit, and
    a model can be stored as integers.

    Each of n terms and the intercept moves by at most half a unit:
    error <= (n + 1) * 2**-41.
    """
    tables = [*terms.main, *terms.pairs.values()]
    error = (len(tables) + 1) * UNIT / 2
    if error >= MAX_ERROR:
        raise ValueError(
            f"The model has {len(tables)} terms; rounding could move a score by "
            f"{error:.2g}. Declare fewer pairs."
        )
    quantized = Terms(
        float(rounded(terms.intercept)),
        tuple(rounded(table) for table in terms.main),
        {pair: rounded(table) for pair, table in terms.pairs.items()},
        is_quantized=True,
    )
    total = _largest_total(quantized)
    if not total < MAX_TOTAL:
        raise ValueError(
            f"Contributions could add up to {total:.4g} log-odds, beyond the "
            f"{MAX_TOTAL:g} that is exact. Regularise the classifier more strongly."
        )
    return quantized


def units(values: Table | float) -> NDArray[np.int64]:
    """Express rounded contributions as whole multiples of 2**-40 log-odds."""
    return np.rint(np.asarray(values) / UNIT).astype(np.int64)


def rounded(values: Table | float) -> Table:
    """Round to the nearest multiple of 2**-40."""
    # + 0.0 turns -0.0 into 0.0, which is what integers give back
    return np.rint(np.asarray(values, dtype=np.float64) / UNIT) * UNIT + 0.0


def _largest_total(terms: Terms) -> float:
    tables: Iterable[Table] = (*terms.main, *terms.pairs.values())
    return abs(terms.intercept) + sum(float(np.abs(t).max()) for t in tables)
