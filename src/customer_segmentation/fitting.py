"""Fit the classifier that a configuration asks for."""

from customer_segmentation.classifiers import CLASSIFIERS
from customer_segmentation.classifiers.classifier import Fitted, Task
from customer_segmentation.configuration import Configuration
from customer_segmentation.errors import ConfigurationError


def fit_classifier(settings: Configuration, task: Task) -> Fitted:
    """Check that a task can be fitted, and fit it.

    Parameters
    ----------
    settings : Configuration
        Of it the features, the classifier and its parameters; all else is the task's.
    task : Task

    Returns
    -------
    Fitted

    Raises
    ------
    ConfigurationError
        If a feature has more codes than the classifier takes.
    ValueError
        If the rows hold one class only.
    """
    classifier = CLASSIFIERS[settings.classifier]
    most = classifier.most_codes
    # an absorbed period, which follows them, has few enough
    for feature, count in zip(settings.features, task.n_codes, strict=False):
        if most is not None and count - 1 > most:
            raise ConfigurationError(
                f"Feature '{feature.name}' has {count - 1} codes; "
                f"{settings.classifier} takes at most {most}. Use fewer bins or group "
                "rare levels."
            )
    if task.is_subscriber.all() or not task.is_subscriber.any():
        raise ValueError(
            f"All training rows are of one class; {settings.classifier} needs both. "
            "Check the split of the contacts."
        )
    return classifier.fit(task, settings.classifier_parameters)
