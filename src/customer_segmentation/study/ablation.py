"""What oversampling brings: the same folds, every way to treat the imbalance."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.model_selection import StratifiedKFold, train_test_split

from customer_segmentation.calibration import fit_calibrations
from customer_segmentation.codes import Labels
from customer_segmentation.configuration import Configuration, read_configuration
from customer_segmentation.metrics import metrics
from customer_segmentation.study.fit import Recipe, log_odds_of
from customer_segmentation.study.levels import bins_of
from customer_segmentation.study.parallel import run_all
from customer_segmentation.study.policies import choose_cut

RECIPES = (
    Recipe("none"),
    Recipe("class_weight"),
    *(
        Recipe(method, ratio)
        for method in ("random", "smotenc", "smote")
        for ratio in (0.2, 0.5, 1.0)
    ),
)


def ablate(
    contacts: pd.DataFrame,
    configuration: Mapping[str, Any],
    policy: str,
    demand: Mapping[str, float | None],
    n_folds: int = 5,
) -> pd.DataFrame:
    """Measure each recipe on the same folds.

    Parameters
    ----------
    contacts : DataFrame
        Labelled contacts, none of them a test contact: ``contact_id``,
        ``is_subscriber`` and one column per feature, in a fixed order.
    configuration : mapping
        See `read_configuration`; each number also has ``bins``.
    policy, demand
        The threshold policy and its settings, see `choose_cut`.
    n_folds : int

    Returns
    -------
    DataFrame
        One row per ``method`` x ``ratio`` x ``fold``: ``roc_auc``,
        ``average_precision``, ``ece_uncalibrated``, ``ece_calibrated`` (Platt),
        ``recall``, ``precision`` and ``called_share`` at the policy's threshold.

    Notes
    -----
    Of the contacts outside a fold, three quarters fit levels, oversampling and
    classifier; calibration and threshold are fitted on the last quarter, which is
    never oversampled; the fold itself is only scored.
    """
    settings = read_configuration(configuration)
    bins = bins_of(configuration)
    labels = contacts["is_subscriber"].to_numpy(dtype=bool)
    folds = StratifiedKFold(n_folds, shuffle=True, random_state=settings.random_state)
    cut = (policy, demand)
    splits = list(folds.split(labels, labels))
    runs = [
        (contacts, labels, recipe, number, *splits[number], settings, bins, cut)
        for recipe in RECIPES
        for number in range(n_folds)
    ]
    rows = run_all(_measure, runs, len(labels), "oversampling ablation")
    return pd.DataFrame(rows).astype({"method": str, "ratio": float})


def _measure(
    contacts: pd.DataFrame,
    labels: Labels,
    recipe: Recipe,
    number: int,
    rest: NDArray[np.intp],
    held_out: NDArray[np.intp],
    settings: Configuration,
    bins: Mapping[str, int],
    cut: tuple[str, Mapping[str, float | None]],
) -> dict[str, object]:
    """Measure one recipe on one fold."""
    fit, calibrate = train_test_split(
        rest,
        test_size=0.25,
        stratify=labels[rest],
        random_state=settings.random_state,
    )
    scored = np.concatenate([calibrate, held_out])
    log_odds = log_odds_of(
        contacts.iloc[fit],
        labels[fit],
        contacts.iloc[scored],
        recipe,
        settings,
        bins,
        n_jobs=1,
    )
    chosen, measured = log_odds[: len(calibrate)], log_odds[len(calibrate) :]
    [platt] = [
        row
        for row in fit_calibrations(chosen, labels[calibrate], 0.5, 0.5)
        if row.method == "platt"
    ]
    policy, demand = cut
    is_called = measured >= choose_cut(policy, demand, chosen, labels[calibrate])
    once = np.ones((1, len(held_out)))
    calibrated = expit((platt.slope or 1.0) * measured + (platt.intercept or 0.0))
    after = metrics(measured, calibrated, is_called, labels[held_out], once, 1.0)
    raw = expit(measured)
    before = metrics(measured, raw, is_called, labels[held_out], once, 1.0)
    return {
        "method": recipe.method,
        "ratio": recipe.ratio,
        "fold": number + 1,
        "roc_auc": after["roc_auc"][0],
        "average_precision": after["average_precision"][0],
        "ece_uncalibrated": before["ece"][0],
        "ece_calibrated": after["ece"][0],
        "recall": after["recall"][0],
        "precision": after["precision"][0],
        "called_share": after["called_share"][0],
    }
