"""What to train: the settings of the dbt project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from customer_segmentation.features import Feature
from customer_segmentation.settings.schema import with_defaults

if TYPE_CHECKING:
    from customer_segmentation.classifiers.terms import Pair


@dataclass(frozen=True)
class Configuration:
    """Settings, defaults filled in.

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
    absorbs_period : bool
        Whether the period of a contact is absorbed, see `absorbed`.
    """

    features: tuple[Feature, ...]
    pairs: tuple[Pair, ...] | None
    classifier: str
    classifier_parameters: dict[str, Any]
    oversampling: dict[str, Any]
    random_state: int
    class_weight: str | None
    absorbs_period: bool = False

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
            # Only where it is: a document without it is the same as ever.
            **({"absorbs_period": True} if self.absorbs_period else {}),
        }


def read_configuration(given: Mapping[str, Any]) -> Configuration:
    """Read the settings of a training run, which dbt has checked.

    Parameters
    ----------
    given : mapping
        ``features`` (list of ``{"name", "kind"}``, perhaps ``"monotone"``),
        ``classifier`` and ``random_state``; optionally ``interactions`` (list of pairs
        of names; none by default, null for all), ``class_weight`` (null or
        ``"balanced"``), ``absorbs_period`` (false by default), and
        ``classifier_parameters`` and ``oversampling``, see `with_defaults`.

    Returns
    -------
    Configuration
    """
    features = tuple(
        Feature(entry["name"], entry["kind"], entry.get("monotone"))
        for entry in given["features"]
    )
    position = {feature.name: index for index, feature in enumerate(features)}
    classifier, interactions = given["classifier"], given.get("interactions", ())
    return Configuration(
        features=features,
        pairs=None
        if interactions is None
        else tuple(_pair(*(position[name] for name in pair)) for pair in interactions),
        classifier=classifier,
        classifier_parameters=with_defaults(
            "classifier_parameters", given.get("classifier_parameters"), classifier
        ),
        oversampling=with_defaults("oversampling", given.get("oversampling")),
        random_state=given["random_state"],
        class_weight=given.get("class_weight"),
        absorbs_period=bool(given.get("absorbs_period", False)),
    )


def _pair(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)
