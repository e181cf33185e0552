"""The classifiers that a model can be fitted with.

Importing this loads no library that fits: the vars of every dbt run are checked against
`CLASSIFIERS`, also where nothing is trained.
"""

from collections.abc import Iterable
from importlib import import_module

from customer_segmentation.classifiers.classifier import Classifier
from customer_segmentation.errors import ConfigurationError
from customer_segmentation.features import Feature

#: One line per classifier: its module, which is called as var `classifier` calls it.
MODULES = (
    "boosted_pairs",
    "monotone_pairs",
    "logistic_regression",
)

CLASSIFIERS: dict[str, Classifier] = {
    name: import_module(f"{__name__}.{name}").CLASSIFIER for name in MODULES
}


def check_directions(classifier: str, features: Iterable[Feature]) -> None:
    """Stop where a feature asks for a direction that the classifier would ignore.

    Parameters
    ----------
    classifier : str
        One of `CLASSIFIERS`.
    features : iterable of Feature

    Raises
    ------
    ConfigurationError
    """
    if CLASSIFIERS[classifier].keeps_directions:
        return
    keepers = [name for name, other in CLASSIFIERS.items() if other.keeps_directions]
    for feature in features:
        if feature.monotone:
            raise ConfigurationError(
                f"Feature '{feature.name}' is monotone: {feature.monotone}, which "
                f"classifier {classifier} does not keep; use "
                f"{' or '.join(keepers)}, or leave `monotone` out."
            )
