"""What a classifier is, and what it makes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    from customer_segmentation.classifiers.terms import Pair, Terms
    from customer_segmentation.codes import Codes, Labels, Vector


@dataclass(frozen=True)
class Task:
    """What to fit.

    Parameters
    ----------
    codes : ndarray of int16, shape (n_rows, n_features)
        0 = missing. A number's codes are in order of its value, a category's in order
        of the subscription rate.
    is_subscriber : ndarray of bool, shape (n_rows,)
        Of both classes.
    n_codes : sequence of int, length n_features
        Codes of each feature, the missing code 0 included; a code may have no row.
    pairs : sequence of (int, int), or None
        Positions of the features that may interact. A feature in no pair has a main
        effect only; None lets every pair interact.
    directions : sequence of int, length n_features; may be empty
        1 where the log-odds must not fall along the codes 1, 2, ... of the feature,
        -1 where they must not rise, else 0. Empty where nothing is asked.
    sample_weight : ndarray of float64, shape (n_rows,), optional
    random_state : int
    n_jobs : int, optional
        Processes; as many as pay by default. No result depends on it.
    """

    codes: Codes
    is_subscriber: Labels
    n_codes: Sequence[int]
    pairs: Sequence[Pair] | None = ()
    directions: Sequence[int] = ()
    sample_weight: Vector | None = None
    random_state: int = 0
    n_jobs: int | None = None


class Fitted(Protocol):
    """A fitted classifier."""

    def decision_function(self, codes: Codes) -> Vector:
        """Score rows; returns log-odds, of shape (n_rows,)."""

    def terms(self) -> Terms:
        """Collapse into terms whose log-odds are those of `decision_function`."""


class Classifier(ABC):
    """A way to fit a model that is a sum of main effects and pairs.

    Attributes
    ----------
    parameters : mapping of str to mapping
        What var `classifier_parameters` may set: JSON Schema properties, each with
        ``type``, ``default``, ``description`` and its range.
    plain_fit : mapping
        Those of `parameters` that make one quick fit, where many are compared.
    most_codes : int or None
        Of one feature, the missing code left out; None for no limit.
    keeps_directions : bool
        Whether `Task.directions` are kept.
    """

    parameters: ClassVar[Mapping[str, Mapping[str, Any]]]
    plain_fit: ClassVar[Mapping[str, Any]] = {}
    most_codes: ClassVar[int | None] = None
    keeps_directions: ClassVar[bool] = False

    @abstractmethod
    def fit(self, task: Task, parameters: Mapping[str, Any]) -> Fitted:
        """Fit a model.

        Parameters
        ----------
        task : Task
            Checked, see `fit_classifier`.
        parameters : mapping
            A value for each of `parameters`, checked.

        Returns
        -------
        Fitted
        """
