"""SMOTE whose synthetic rows take each category from one of their two parents."""

from typing import Any

import numpy as np
from imblearn.over_sampling import SMOTENC
from numpy.typing import NDArray
from sklearn.utils import check_random_state

from customer_segmentation.oversampling.neighbours import nearest_neighbours


class ParentSMOTE(SMOTENC):  # type: ignore[misc]
    """Over-sample rows of codes, keeping the joint distribution of the categories.

    `SMOTENC` gives every synthetic row the most frequent category among the
    neighbours of its first parent. The majority of five is more typical than any of
    the five: rare levels die out and combinations appear that nobody has. Here a
    category comes from one of the two rows the synthetic one lies between, the second
    with probability equal to the gap, so that categories follow the numbers.

    Parameters
    ----------
    categorical_features : list of bool, length n_features
        Features whose codes are names. All or none may be.
    sampling_strategy : float, str or dict, default='auto'
        As in `SMOTENC`.
    random_state : int, default=None
    k_neighbors : int, default=5
        A smaller class uses all its other rows.

    Notes
    -----
    For a row a, one of its neighbours b and a gap g, uniform on [0, 1)::

        number    floor(a + g (b - a) + 1/2)       (halves up)
        category  b with probability g, else a     (drawn for each category)

    Code 0 of a number means missing, not a place below the first bin: where either
    parent misses it, the number is taken from a parent like a category.

    Neighbours and metric: `nearest_neighbours`. A row is never its own neighbour,
    also where it has duplicates.
    """

    def _validate_estimator(self) -> None:
        """Accept all categories or all numbers, which `SMOTENC` refuses."""

    def _fit_resample(
        self, X: NDArray[Any], y: NDArray[Any]
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        rows, labels = [X], [y]
        for label, n_samples in self.sampling_strategy_.items():
            if n_samples == 0:
                continue
            parents = X[y == label]
            if len(parents) < 2:
                raise ValueError(
                    f"SMOTE needs two rows of a class to place new rows between; class "
                    f"{label} has {len(parents)}. Use the method 'random' or 'none'."
                )
            neighbours = nearest_neighbours(
                parents,
                self.categorical_features,
                min(self.k_neighbors, len(parents) - 1),
            )
            new_rows, new_labels = self._make_samples(
                parents, y.dtype, label, parents, neighbours, n_samples
            )
            rows.append(new_rows)
            labels.append(new_labels)
        return np.vstack(rows), np.hstack(labels)

    def _generate_samples(
        self,
        X: NDArray[Any],
        nn_data: NDArray[Any],
        nn_num: NDArray[np.intp],
        rows: NDArray[np.intp],
        cols: NDArray[np.intp],
        steps: NDArray[np.float64],
        y_type: object = None,
        y: object = None,
    ) -> NDArray[Any]:
        first, second = X[rows], nn_data[nn_num[rows, cols]]
        # A stream of its own: `random_state` has just drawn rows and steps, and
        # starting it again would tie the choice of parents to those draws.
        seed = check_random_state(self.random_state).randint(2**31 - 1)
        takes_second = np.random.default_rng(seed).random(first.shape) < steps
        picked = np.where(takes_second, second, first)
        between = np.floor(first + steps * (second.astype(np.float64) - first) + 0.5)
        is_picked = (first == 0) | (second == 0)
        is_picked |= np.asarray(self.categorical_features, dtype=bool)
        return np.where(is_picked, picked, between).astype(X.dtype)
