"""Collapse boosted trees into terms that score exactly the same.

A path of a tree that uses features f and g is a condition "code_f in A and code_g in
B", so its leaf adds one value to the rectangle A x B of the table of that pair. Any
number of trees adds up in the same tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from customer_segmentation.classifiers.quantization import rounded
from customer_segmentation.classifiers.terms import Pair, Table, Terms

UNUSED = -1  # stands for a feature in the two places a path has


@dataclass(frozen=True)
class Regions:
    """Boxes of codes, one per tree node.

    Parameters
    ----------
    node : ndarray of intp, shape (n,)
    features : ndarray of intp, shape (n, 2)
        The features the path to the node used, in order of use; `UNUSED` if fewer.
    masks : ndarray of bool, shape (n, 2, n_codes)
        Codes of those features that reach the node; all for an unused place.
    """

    node: NDArray[np.intp]
    features: NDArray[np.intp]
    masks: NDArray[np.bool_]

    def __getitem__(self, chosen: NDArray[np.bool_]) -> "Regions":
        """Return the chosen regions."""
        return Regions(self.node[chosen], self.features[chosen], self.masks[chosen])


def collapse_trees(
    members: Sequence[HistGradientBoostingClassifier],
    n_codes: Sequence[int],
    *,
    rounds_leaves: bool = False,
) -> Terms:
    """Collapse a bag of pairwise boosted trees.

    Parameters
    ----------
    members : sequence of HistGradientBoostingClassifier
        Fitted on codes, NaN for the missing one.
    n_codes : sequence of int, length n_features
        Codes of each feature, the missing code 0 included.
    rounds_leaves : bool
        Round every leaf value to a multiple of 2**-40 before it is added. Sums are
        then exact, and as rounding never turns the order of two values round, terms
        are as monotone as each tree is. A score moves by at most 2**-41 per tree.

    Returns
    -------
    Terms
        Their log-odds are the mean of the members' up to the rounding of the sums. A
        pair that no tree used has no table.

    Raises
    ------
    ValueError
        If a path of a tree uses three features: such a model is no sum of pairs.
    """
    shares = rounded if rounds_leaves else np.asarray
    intercept = 0.0
    main = [np.zeros(count) for count in n_codes]
    pairs: dict[Pair, Table] = {}
    for member in members:
        intercept += shares(member._baseline_prediction.item() / len(members)).item()
        nodes, roots = _forest(member)
        for leaves in _leaves(nodes, roots, max(n_codes)):
            values = shares(nodes["value"][leaves.node] / len(members))
            intercept += _add_leaves(leaves, values, n_codes, main, pairs)
    return Terms(intercept, tuple(main), dict(sorted(pairs.items())), rounds_leaves)


def _forest(
    member: HistGradientBoostingClassifier,
) -> tuple[NDArray[np.void], NDArray[np.intp]]:
    """Join the node arrays of all trees; returns them and the positions of roots."""
    trees = [iteration[0].nodes for iteration in member._predictors]
    roots = np.cumsum([0, *map(len, trees[:-1])])
    nodes = np.concatenate(trees)
    shift = np.repeat(roots, [len(tree) for tree in trees]).astype(np.uint32)
    nodes["left"] += shift
    nodes["right"] += shift
    return nodes, roots


def _leaves(
    nodes: NDArray[np.void], roots: NDArray[np.intp], n_codes: int
) -> list[Regions]:
    """Walk all trees down together; returns the regions of the leaves by depth."""
    regions = Regions(
        node=roots,
        features=np.full((len(roots), 2), UNUSED),
        masks=np.ones((len(roots), 2, n_codes), dtype=bool),
    )
    leaves = []
    while len(regions.node):
        is_leaf = nodes["is_leaf"][regions.node].astype(bool)
        leaves.append(regions[is_leaf])
        regions = _children(nodes, regions[~is_leaf])
    return leaves


def _children(nodes: NDArray[np.void], parents: Regions) -> Regions:
    split = nodes[parents.node]
    place = _place_of(split["feature_idx"], parents.features)
    rows = np.arange(len(split))

    goes_left = (
        np.arange(parents.masks.shape[2]) <= split["num_threshold"][:, np.newaxis]
    )
    goes_left[:, 0] = split["missing_go_to_left"]  # code 0 is NaN to the trees

    features = parents.features.copy()
    features[rows, place] = split["feature_idx"]
    left, right = parents.masks.copy(), parents.masks.copy()
    left[rows, place] &= goes_left
    right[rows, place] &= ~goes_left
    return Regions(
        node=np.concatenate([split["left"], split["right"]]).astype(np.intp),
        features=np.concatenate([features, features]),
        masks=np.concatenate([left, right]),
    )


def _place_of(
    feature: NDArray[np.intp], features: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Return where a path notes a feature: in its own place, or the first unused."""
    fits = (features == feature[:, np.newaxis]) | (features == UNUSED)
    if not fits.any(axis=1).all():
        raise ValueError(
            "A tree path uses three features, so the model is no sum of pairs; fit it "
            "with interaction groups of at most two features."
        )
    return np.where(fits[:, 0], 0, 1)


def _add_leaves(
    leaves: Regions,
    values: NDArray[np.float64],
    n_codes: Sequence[int],
    main: list[Table],
    pairs: dict[Pair, Table],
) -> float:
    """Add leaf values to tables in place; returns the sum of those of bare roots."""
    constant = 0.0
    used, which = np.unique(leaves.features, axis=0, return_inverse=True)
    for index, (first, second) in enumerate(used.tolist()):
        chosen = which == index
        value = values[chosen]
        first_mask, second_mask = leaves.masks[chosen].transpose(1, 0, 2)
        if first == UNUSED:
            constant += float(value.sum())
        elif second == UNUSED:
            main[first] += value @ first_mask[:, : n_codes[first]]
        else:
            if first > second:
                first, second = second, first
                first_mask, second_mask = second_mask, first_mask
            weighted = value[:, np.newaxis] * first_mask[:, : n_codes[first]]
            table = weighted.T @ second_mask[:, : n_codes[second]].astype(np.float64)
            pair = (first, second)
            pairs[pair] = pairs[pair] + table if pair in pairs else table
    return constant
