"""Models that scikit-learn users train, as a yardstick: on values, not on codes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import logit
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from customer_segmentation.codes import Labels, Vector
from customer_segmentation.errors import ConfigurationError
from customer_segmentation.features import Feature

BASELINES = ("logistic_regression", "random_forest", "unrestricted_boosting")
SEED = 42
MISSING = "(missing)"


def baseline_log_odds(
    name: str,
    train_values: pd.DataFrame,
    train_labels: Labels,
    score_values: pd.DataFrame,
    features: Sequence[Feature],
) -> Vector:
    """Fit one of `BASELINES` on some contacts and score others.

    Parameters
    ----------
    name : {'logistic_regression', 'random_forest', 'unrestricted_boosting'}
        The first two see one column per category level and standardised numbers with
        a column that tells where one is missing; the last, the histogram boosting of
        scikit-learn with its defaults, sees numbers and categories as they are.
    train_values, score_values : DataFrame
        One column per feature: numbers as doubles, categories as text.
    train_labels : ndarray of bool
    features : sequence of Feature

    Returns
    -------
    ndarray of float64
        Log-odds, one per row of ``score_values``; nothing is oversampled.

    Raises
    ------
    ConfigurationError
        If there is no such baseline.
    """
    numbers = [feature.name for feature in features if feature.kind == "number"]
    categories = [feature.name for feature in features if feature.kind == "category"]
    # what is missing throughout tells nothing, and neither median nor bins take it
    numbers = [column for column in numbers if train_values[column].notna().any()]
    train, score = (
        _plain(values, numbers, categories) for values in (train_values, score_values)
    )
    model = _model(name, numbers, categories).fit(train, train_labels)
    probability = np.clip(model.predict_proba(score)[:, 1], 1e-6, 1 - 1e-6)
    log_odds: Vector = logit(probability)
    return log_odds


def _plain(
    values: pd.DataFrame, numbers: list[str], categories: list[str]
) -> pd.DataFrame:
    known = {
        name: values[name].to_numpy(dtype=np.float64, na_value=np.nan)
        for name in numbers
    }
    texts = {
        name: values[name].astype(object).where(values[name].notna(), MISSING)
        for name in categories
    }
    return pd.DataFrame(known | texts, index=values.index)


def _model(name: str, numbers: list[str], categories: list[str]) -> Pipeline:
    if name == "unrestricted_boosting":
        as_codes = OrdinalEncoder(
            handle_unknown="use_encoded_value",
            unknown_value=np.nan,
            max_categories=250,
        )
        return make_pipeline(
            ColumnTransformer(
                [("category", as_codes, categories), ("number", "passthrough", numbers)]
            ),
            HistGradientBoostingClassifier(
                categorical_features=list(range(len(categories))),
                early_stopping=False,
                random_state=SEED,
            ),
        )
    filled = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True), StandardScaler()
    )
    one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    seen = ColumnTransformer(
        [("category", one_hot, categories), ("number", filled, numbers)]
    )
    if name == "logistic_regression":
        return make_pipeline(seen, LogisticRegression(max_iter=2000))
    if name == "random_forest":
        forest = RandomForestClassifier(
            n_estimators=200, min_samples_leaf=5, random_state=SEED
        )
        return make_pipeline(seen, forest)
    raise ConfigurationError(
        f"There is no baseline {name!r}; use {', '.join(BASELINES)}."
    )
