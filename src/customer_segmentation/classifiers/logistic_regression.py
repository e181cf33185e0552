"""Logistic regression with one coefficient per code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from customer_segmentation.classifiers.classifier import Classifier, Task

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import OneHotEncoder

    from customer_segmentation.classifiers.terms import Terms
    from customer_segmentation.codes import Codes, Vector


@dataclass(frozen=True)
class LogisticCodes:
    """A fitted logistic regression on one-hot codes.

    Parameters
    ----------
    encoder : OneHotEncoder
        Columns: the codes 0..K of the first feature, then of the second, and so on.
    estimator : LogisticRegression
    n_codes : sequence of int, length n_features
    """

    encoder: OneHotEncoder
    estimator: LogisticRegression
    n_codes: Sequence[int]

    def decision_function(self, codes: Codes) -> Vector:
        """Score rows; returns log-odds, of shape (n_rows,)."""
        import numpy as np

        if len(codes) == 0:  # scikit-learn refuses to score no rows
            return np.zeros(0)
        inputs = self.encoder.transform(codes)
        return np.asarray(self.estimator.decision_function(inputs), dtype=np.float64)

    def terms(self) -> Terms:
        """Collapse into main effects."""
        import numpy as np

        from customer_segmentation.classifiers.terms import Terms

        main = np.split(self.estimator.coef_.ravel(), np.cumsum(self.n_codes)[:-1])
        return Terms(float(self.estimator.intercept_[0]), tuple(main), {})


class LogisticOnCodes(Classifier):
    """`LogisticRegression` on one-hot codes: main effects only.

    A code without a row keeps coefficient 0, thanks to the penalty. The names of
    `parameters` are those of scikit-learn.
    """

    parameters: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "C": {
            "type": "number", "minimum": 1e-12, "maximum": 1e12, "default": 1.0,
            "description": "Inverse strength of the squared penalty.",
        },
        "max_iter": {
            "type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 1000,
            "description": "The most steps of the solver.",
        },
        "tol": {
            "type": "number", "minimum": 1e-15, "maximum": 1, "default": 1e-6,
            "description": "Largest gradient at which the solver stops.",
        },
    }  # fmt: skip

    def fit(self, task: Task, parameters: Mapping[str, Any]) -> LogisticCodes:
        """Fit one coefficient per code."""
        # here, so that the registry does not load scikit-learn
        import numpy as np
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import OneHotEncoder
        from threadpoolctl import threadpool_limits

        encoder = OneHotEncoder(categories=[np.arange(count) for count in task.n_codes])
        inputs = encoder.fit_transform(task.codes)
        estimator = LogisticRegression(**parameters, random_state=task.random_state)
        with threadpool_limits(limits=1):  # the order of a sum must not vary
            estimator.fit(inputs, task.is_subscriber, sample_weight=task.sample_weight)
        return LogisticCodes(encoder, estimator, task.n_codes)


CLASSIFIER = LogisticOnCodes()
