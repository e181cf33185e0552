"""The classifiers that a model can be fitted with.

Importing this loads no library that fits: the vars of every dbt run are checked against
`CLASSIFIERS`, also where nothing is trained.
"""

from importlib import import_module

from customer_segmentation.classifiers.classifier import Classifier

#: One line per classifier: its module, which is called as var `classifier` calls it.
MODULES = (
    "boosted_pairs",
    "monotone_pairs",
    "logistic_regression",
)

CLASSIFIERS: dict[str, Classifier] = {
    name: import_module(f"{__name__}.{name}").CLASSIFIER for name in MODULES
}
