"""Boosted pairs whose effects keep the direction that a feature declares."""

from typing import ClassVar

from customer_segmentation.classifiers.boosted_pairs import BoostedPairs


class MonotonePairs(BoostedPairs):
    """`BoostedPairs` under `Task.directions`.

    All else equal, the log-odds never fall (or rise) along the codes of a feature with
    a direction, whatever the other features are, to the last bit. What is missing is
    free. A direction that the data contradict costs accuracy.
    """

    keeps_directions: ClassVar[bool] = True


CLASSIFIER = MonotonePairs()
