"""Train as the pipeline does and score other contacts, from values to log-odds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.utils import compute_sample_weight

from customer_segmentation.absorbed import (
    period_codes,
    period_levels,
    scored_at_the_mean,
    with_period,
)
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
    fit_periods: Sequence[str] | None = None,
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
    fit_periods : sequence of str, optional
        Of the rows to fit on, where the period is absorbed.

    Returns
    -------
    ndarray of float64
        Log-odds, one per row of ``score_values``, otherwise uncalibrated.
    """
    levels = fit_levels(fit_values, fit_labels, settings.features, bins)
    codes, labels = encode(fit_values, levels, settings.features), fit_labels
    is_category = [feature.kind == "category" for feature in settings.features]
    periods = None
    if fit_periods is not None:
        periods = period_levels(fit_periods, fit_labels)
        codes = np.hstack([codes, period_codes(fit_periods, periods)])
        is_category.append(True)
    real_codes, n_features = codes, len(settings.features)
    weight = None
    if recipe.method == "class_weight":
        weight = compute_sample_weight("balanced", labels)
    elif recipe.ratio is not None:
        codes, labels, _ = oversample(
            codes,
            labels,
            is_category,
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
        codes[:, :n_features],
        labels,
        code_counts(levels, settings.features),
        settings.pairs,
        code_directions(levels, settings.features),
        weight,
        settings.random_state,
        n_jobs,
    )
    score_codes = encode(score_values, levels, settings.features)
    if periods is not None:
        task = with_period(task, codes[:, n_features:], len(periods))
        fitted = fit_classifier(settings, task)
        return scored_at_the_mean(fitted, real_codes, score_codes) + shift
    fitted = fit_classifier(settings, task)
    return fitted.decision_function(score_codes) + shift
