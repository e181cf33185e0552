"""The parameters of the classifiers, until their registry has them."""

from types import SimpleNamespace

CLASSIFIERS = {
    "boosted_pairs": SimpleNamespace(
        parameters={
            "members": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 4},
            "row_share": {
                "type": "number", "minimum": 0.01, "maximum": 1, "default": 0.85,
            },
            "learning_rate": {
                "type": "number", "minimum": 1e-6, "maximum": 10, "default": 0.05,
            },
            "max_iter": {
                "type": "integer", "minimum": 1, "maximum": 100_000, "default": 400,
            },
            "max_leaf_nodes": {
                "type": ["integer", "null"], "minimum": 2, "maximum": 65_536,
                "default": 15,
            },
            "max_depth": {
                "type": ["integer", "null"], "minimum": 1, "maximum": 1000,
                "default": None,
            },
            "min_samples_leaf": {
                "type": "integer", "minimum": 1, "maximum": 10**12, "default": 50,
            },
            "l2_regularization": {
                "type": "number", "minimum": 0, "maximum": 10**12, "default": 1.0,
            },
            "max_features": {
                "type": "number", "minimum": 0.001, "maximum": 1, "default": 0.5,
            },
            "early_stopping": {"type": "boolean", "default": False},
        }
    ),
    "logistic_regression": SimpleNamespace(
        parameters={
            "C": {
                "type": "number", "minimum": 1e-12, "maximum": 10**12, "default": 1.0,
            },
            "max_iter": {
                "type": "integer", "minimum": 1, "maximum": 10**6, "default": 1000,
            },
            "tol": {"type": "number", "minimum": 1e-15, "maximum": 1, "default": 1e-6},
        }
    ),
}  # fmt: skip
