"""The model as a few short arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customer_segmentation.codes import Codes, Vector

Table = NDArray[np.float64]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Terms:
    """Main effects and pairs, indexed by code.

    Parameters
    ----------
    intercept : float
        Log-odds.
    main : tuple of ndarray of float64, shape (n_codes_f,)
        One array per feature f: contribution of each code to the log-odds.
    pairs : mapping of (int, int) to ndarray of float64, shape (n_codes_f, n_codes_g)
        One table per pair of feature positions f < g that the model uses.
    is_quantized : bool
        Whether all are multiples of 2**-40, so that every sum of them is exact.
    """

    intercept: float
    main: tuple[Table, ...]
    pairs: Mapping[Pair, Table]
    is_quantized: bool = False

    def log_odds(self, codes: Codes) -> Vector:
        """Score rows.

        Parameters
        ----------
        codes : ndarray of int16, shape (n_rows, n_features)

        Returns
        -------
        ndarray of float64, shape (n_rows,)

        Notes
        -----
        ::

            log_odds = intercept + sum over f of main_f[code_f]
                     + sum over (f, g) of pair_fg[code_f, code_g]
        """
        total = np.full(len(codes), self.intercept)
        for feature, table in enumerate(self.main):
            total += table[codes[:, feature]]
        for (first, second), table in self.pairs.items():
            total += table[codes[:, first], codes[:, second]]
        return total
