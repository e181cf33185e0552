"""Train as the pipeline does and score other contacts, from values to log-odds."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from sklearn.utils import compute_sample_weight

from customer_segmentation.calibration import prior_correction
from customer_segmentation.classifiers.classifier import Task
from customer_segmentation.codes import Labels, Vector, code_counts, code_directions
from customer_segmentation.configuration import Configuration
from customer_segmentation.encoding import encode
from customer_segmentation.fitting import fit_classifier
from customer_segmentation.oversampling.oversample import oversample
from customer_segmentation.study.levels import fit_levels


@dataclass(frozen=True)
class Recipe:
    """How to treat the imbalance of the classes.

    Parameters
    ----------
    method : {'none', 'class_weight', 'random', 'smotenc', 'smote'}
    ratio : float or None
        Rows of the rarer class per row of the other one; None where it has no meaning.
    """

    method: str
    ratio: float | None = None


def log_odds_of(
    fit_values: pd.DataFrame,
    fit_labels: Labels,
    score_values: pd.DataFrame,
    recipe: Recipe,
    settings: Configuration,
    bins: Mapping[str, int],
    *,
    corrects_prior: bool = False,
    n_jobs: int | None = None,
) -> Vector:
    """Fit levels, oversampling and classifier on some contacts and score others.

    Parameters
    ----------
    fit_values, score_values : DataFrame
        One column per feature, see `fit_levels`.
    fit_labels : ndarray of bool
    recipe : Recipe
    settings : Configuration
    bins : mapping of str to int
    corrects_prior : bool
        Take back what oversampling added to the odds, see `prior_correction`.
    n_jobs : int, optional
        Processes, see `Task`.

    Returns
    -------
    ndarray of float64
        Log-odds, one per row of ``score_values``, otherwise uncalibrated.
    """
    levels = fit_levels(fit_values, fit_labels, settings.features, bins)
    codes, labels = encode(fit_values, levels, settings.features), fit_labels
    weight = None
    if recipe.method == "class_weight":
        weight = compute_sample_weight("balanced", labels)
    elif recipe.ratio is not None:
        codes, labels, _ = oversample(
            codes,
            labels,
            [feature.kind == "category" for feature in settings.features],
            method=recipe.method,
            ratio=recipe.ratio,
            k_neighbors=settings.oversampling["k_neighbors"],
            random_state=settings.random_state,
        )
    shift = 0.0
    if corrects_prior:
        line = prior_correction(float(fit_labels.mean()), float(labels.mean()))
        shift = line.intercept or 0.0
    task = Task(
        codes,
        labels,
        code_counts(levels, settings.features),
        settings.pairs,
        code_directions(levels, settings.features),
        weight,
        settings.random_state,
        n_jobs,
    )
    fitted = fit_classifier(settings, task)
    score_codes = encode(score_values, levels, settings.features)
    return fitted.decision_function(score_codes) + shift
