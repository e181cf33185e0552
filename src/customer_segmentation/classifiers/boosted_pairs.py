"""Bagged boosting in which only declared pairs of features may interact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from customer_segmentation.classifiers.classifier import Classifier, Task

if TYPE_CHECKING:
    from customer_segmentation.classifiers.boosting import BoostedTrees


class BoostedPairs(Classifier):
    """`HistGradientBoostingClassifier`, whose tree paths use at most two features.

    The names of `parameters` but ``members`` and ``row_share`` are those of
    scikit-learn.
    """

    parameters: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "members": {
            "type": "integer", "minimum": 1, "maximum": 1000, "default": 4,
            "description": "Ensembles whose log-odds are averaged.",
        },
        "row_share": {
            "type": "number", "minimum": 0.01, "maximum": 1, "default": 0.85,
            "description": "Share of the rows of either class that a member sees.",
        },
        "learning_rate": {
            "type": "number", "minimum": 1e-6, "maximum": 10, "default": 0.05,
            "description": "What is kept of each tree's values.",
        },
        "max_iter": {
            "type": "integer", "minimum": 1, "maximum": 100_000, "default": 400,
            "description": "Trees of a member.",
        },
        "max_leaf_nodes": {
            "type": ["integer", "null"], "minimum": 2, "maximum": 65_536,
            "default": 15,
            "description": "The most leaves of a tree; null for no limit.",
        },
        "max_depth": {
            "type": ["integer", "null"], "minimum": 1, "maximum": 1000,
            "default": None,
            "description": "The most splits on a path; null for no limit.",
        },
        "min_samples_leaf": {
            "type": "integer", "minimum": 1, "maximum": 10**12, "default": 50,
            "description": "The fewest rows of a leaf.",
        },
        "l2_regularization": {
            "type": "number", "minimum": 0, "maximum": 1e12, "default": 1.0,
            "description": "Penalty on the squared values of the leaves.",
        },
        "max_features": {
            "type": "number", "minimum": 0.001, "maximum": 1, "default": 0.5,
            "description": "Share of the features that a split may choose from.",
        },
        "early_stopping": {
            "type": "boolean", "default": False,
            "description": "Whether a member stops where held-out rows gain no more.",
        },
    }  # fmt: skip
    plain_fit: ClassVar[Mapping[str, Any]] = {"members": 1, "row_share": 1.0}
    most_codes: ClassVar[int | None] = 255  # bins of scikit-learn; one code each

    def fit(self, task: Task, parameters: Mapping[str, Any]) -> BoostedTrees:
        """Fit a bag of boosted trees, see `boosting.fit_bag`."""
        # here, so that the registry does not load scikit-learn
        from customer_segmentation.classifiers.boosting import fit_bag

        return fit_bag(task, parameters)


CLASSIFIER = BoostedPairs()
