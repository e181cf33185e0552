"""What to train: the settings of the dbt project, checked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from customer_segmentation import parameters
from customer_segmentation.classifiers import CLASSIFIERS, check_directions
from customer_segmentation.errors import ConfigurationError
from customer_segmentation.features import Feature

if TYPE_CHECKING:
    from customer_segmentation.classifiers.terms import Pair

REQUIRED = ("features", "classifier")
OPTIONAL = (
    "interactions",
    "classifier_parameters",
    "oversampling",
    "random_state",
    "class_weight",
)


@dataclass(frozen=True)
class Configuration:
    """Checked settings, defaults filled in.

    Parameters
    ----------
    features : tuple of Feature
        In the order of the code columns.
    pairs : tuple of (int, int), or None
        Positions (first < second) of the features that may interact; None = all pairs.
    classifier : str
        One of `CLASSIFIERS`.
    classifier_parameters : dict
    oversampling : dict
        How the rows were balanced; recorded, not used.
    random_state : int
    class_weight : {'balanced'} or None
    """

    features: tuple[Feature, ...]
    pairs: tuple[Pair, ...] | None
    classifier: str
    classifier_parameters: dict[str, Any]
    oversampling: dict[str, Any]
    random_state: int
    class_weight: str | None

    def pair_name(self, pair: Pair) -> str:
        """Name a pair by its features, such as ``age:job``."""
        return ":".join(self.features[position].name for position in pair)

    def as_document(self) -> dict[str, Any]:
        """Return the settings as plain data, in the shape they are given in."""
        interactions = (
            None
            if self.pairs is None
            else [[self.features[i].name for i in pair] for pair in self.pairs]
        )
        return {
            "features": [feature.as_document() for feature in self.features],
            "interactions": interactions,
            "classifier": self.classifier,
            "classifier_parameters": dict(self.classifier_parameters),
            "oversampling": dict(self.oversampling),
            "random_state": self.random_state,
            "class_weight": self.class_weight,
        }


def read_configuration(given: Mapping[str, Any]) -> Configuration:
    """Check the settings of a training run and fill in defaults.

    Parameters
    ----------
    given : mapping
        ``features`` (list of ``{"name", "kind"}``, perhaps ``"monotone"``) and
        ``classifier``; optionally
        ``interactions`` (list of pairs of names; none by default, null for all),
        ``classifier_parameters``, ``oversampling``, ``random_state`` (0) and
        ``class_weight`` (null or ``"balanced"``).

    Returns
    -------
    Configuration

    Raises
    ------
    ConfigurationError
        If a setting is missing, unknown or out of range; the message names it.
    """
    for name in REQUIRED:
        if not given.get(name):
            raise ConfigurationError(
                f"The training configuration has no {name!r}; set it."
            )
    for name in given:
        if name not in REQUIRED + OPTIONAL:
            raise ConfigurationError(
                f"The training configuration has no setting {name!r}; "
                f"use {', '.join(REQUIRED + OPTIONAL)}."
            )
    features = _features(given["features"])
    classifier = given["classifier"]
    if classifier not in CLASSIFIERS:
        raise ConfigurationError(
            f"classifier is {classifier!r}; use one of {', '.join(CLASSIFIERS)}."
        )
    check_directions(classifier, features)
    class_weight = given.get("class_weight")
    if class_weight not in (None, "balanced"):
        raise ConfigurationError(
            f"class_weight is {class_weight!r}; use 'balanced' or null."
        )
    random_state = given.get("random_state", 0)
    if not (parameters.is_integer(random_state) and 0 <= random_state < 2**32):
        raise ConfigurationError(
            f"random_state is {random_state!r}; use a whole number in [0, 2**32)."
        )
    return Configuration(
        features=features,
        pairs=_pairs(given.get("interactions", ()), features),
        classifier=classifier,
        classifier_parameters=parameters.checked(
            given.get("classifier_parameters"),
            CLASSIFIERS[classifier].parameters,
            f"classifier_parameters of {classifier}",
        ),
        oversampling=dict(given.get("oversampling") or {}),
        random_state=random_state,
        class_weight=class_weight,
    )


def _features(given: Sequence[Mapping[str, Any]]) -> tuple[Feature, ...]:
    features = tuple(
        Feature(entry["name"], entry["kind"], entry.get("monotone")) for entry in given
    )
    names = [feature.name for feature in features]
    for name in names:
        if names.count(name) > 1:
            raise ConfigurationError(f"features lists {name!r} twice; list it once.")
    return features


def _pairs(
    interactions: Sequence[Sequence[str]] | None, features: Sequence[Feature]
) -> tuple[Pair, ...] | None:
    if interactions is None:
        return None
    position = {feature.name: index for index, feature in enumerate(features)}
    pairs: list[Pair] = []
    for names in interactions:
        shown = list(names)
        if len(names) != 2:
            raise ConfigurationError(
                f"interactions lists {shown}; an interaction names two features."
            )
        for name in names:
            if name not in position:
                raise ConfigurationError(
                    f"interactions lists {shown}, but {name!r} is not among the "
                    f"features; use {', '.join(position)}."
                )
        first, second = sorted(position[name] for name in names)
        if first == second:
            raise ConfigurationError(
                f"interactions lists {shown}; a feature cannot interact with itself. "
                "Name two features, or drop the entry: main effects are always there."
            )
        if (first, second) in pairs:
            raise ConfigurationError(
                f"interactions lists {shown} twice, in either order; list it once."
            )
        pairs.append((first, second))
    return tuple(pairs)
