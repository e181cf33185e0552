"""The experiments fit and decide as the pipeline does."""

import json

import numpy as np
import pandas as pd
import pytest

from customer_segmentation.configuration import read_configuration
from customer_segmentation.errors import ConfigurationError
from customer_segmentation.features import Feature
from customer_segmentation.study.ablation import RECIPES, ablate
from customer_segmentation.study.fit import Recipe, log_odds_of
from customer_segmentation.study.levels import fit_levels
from customer_segmentation.study.policies import choose_cut

FEATURES = (Feature("age", "number"), Feature("job", "category"))
CONFIGURATION = {
    "features": [
        {"name": "age", "kind": "number", "bins": 8},
        {"name": "job", "kind": "category", "bins": 0},
    ],
    "interactions": [["age", "job"]],
    "classifier": "boosted_pairs",
    "classifier_parameters": {"members": 1, "max_iter": 5, "min_samples_leaf": 5},
    "random_state": 1,
}


def contacts(n: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    age = rng.integers(18, 70, n).astype(float)
    job = rng.choice(np.array(["a", "b", "c"], dtype=object), n)
    odds = -2.0 + (age > 50) * 1.5 + (job == "c") * 1.0
    labels = rng.random(n) < 1 / (1 + np.exp(-odds))
    age[:5] = np.nan
    job[5:9] = None
    return pd.DataFrame(
        {"contact_id": range(n), "age": age, "job": job, "is_subscriber": labels}
    )


def test_bins_never_cut_a_value_and_count_every_known_row():
    values = pd.DataFrame({"age": [1.0, 1.0, 1.0, 2.0, 3.0, np.nan], "job": None})
    levels = fit_levels(values, np.zeros(6, dtype=bool), FEATURES, {"age": 2})
    assert levels["feature"].tolist() == ["age", "age"]
    assert levels["train_count"].tolist() == [3, 2]
    assert np.isnan(levels["lower_bound"][0])
    assert levels["lower_bound"][1] == 2.0


def test_categories_ascend_with_their_share_of_subscribers():
    values = pd.DataFrame({"age": np.nan, "job": ["x", "x", "y", "y", "z", None]})
    labels = np.array([True, False, True, True, False, True])
    levels = fit_levels(values, labels, FEATURES, {"age": 2})
    assert levels["level"].tolist() == ["z", "x", "y"]
    assert levels["code"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("policy", "demand", "expected"),
    [
        # scores 3, 2, 2, 1 with labels 1, 0, 1, 0: cuts call 1, 3 or 4 contacts
        ("f_beta", {"beta": 2.0}, 2.0),
        ("min_recall", {"recall": 0.5, "precision": None}, 3.0),
        ("min_recall", {"recall": 0.6, "precision": None}, 2.0),
        ("min_recall", {"recall": 0.99, "precision": 0.9}, np.inf),
        ("min_precision", {"precision": 0.6, "recall": None}, 2.0),
        ("min_precision", {"precision": 0.9, "recall": None}, 3.0),
        ("capacity", {"share": 0.75}, 2.0),
        ("capacity", {"share": 0.7}, 3.0),
        ("capacity", {"share": 0.1}, np.inf),
        ("max_profit", {"subscription_value": 10.0, "call_cost": 1.0}, 2.0),
        ("max_profit", {"subscription_value": 10.0, "call_cost": 9.0}, 3.0),
    ],
)
def test_policies_choose_by_hand_computed_counts(policy, demand, expected):
    scores = np.array([3.0, 2.0, 2.0, 1.0])
    labels = np.array([True, False, True, False])
    assert choose_cut(policy, demand, scores, labels) == expected


def test_an_unknown_policy_is_named():
    with pytest.raises(ConfigurationError, match="'luck'"):
        choose_cut("luck", {}, np.zeros(2), np.array([True, False]))


def test_every_recipe_is_measured_on_every_fold_and_again_the_same():
    first = ablate(contacts(), CONFIGURATION, "f_beta", {"beta": 2.0}, n_folds=2)
    again = ablate(contacts(), CONFIGURATION, "f_beta", {"beta": 2.0}, n_folds=2)
    assert len(first) == 2 * len(RECIPES)
    assert first["roc_auc"].between(0.4, 1.0).all()
    pd.testing.assert_frame_equal(first, again)


def test_recipes_change_what_is_learned():
    rows = contacts()
    labels = rows["is_subscriber"].to_numpy()
    settings = read_configuration(CONFIGURATION)
    bins = {"age": 8}
    scores = {
        recipe: log_odds_of(rows, labels, rows, recipe, settings, bins)
        for recipe in (Recipe("none"), Recipe("class_weight"), Recipe("smote", 1.0))
    }
    assert scores[Recipe("none")].mean() < scores[Recipe("class_weight")].mean()
    assert scores[Recipe("none")].mean() < scores[Recipe("smote", 1.0)].mean()


def test_levels_and_thresholds_equal_those_of_sql(sample):
    """The same rows give the same codes and cuts in Python and in SQL."""
    text = sample.value("select configuration from training.int_training_configuration")
    configuration = json.loads(text)
    settings = read_configuration(configuration)
    bins = {entry["name"]: entry["bins"] for entry in configuration["features"]}
    values = sample.frame(
        "select * from features.int_contact_splits where split = 'train'"
        " order by contact_id"
    )
    for feature in settings.features:
        if values[feature.name].dtype == bool:
            values[feature.name] = np.where(values[feature.name], "true", "false")
        elif feature.kind == "number":
            values[feature.name] = values[feature.name].astype("Float64")
    ours = fit_levels(
        values, values["is_subscriber"].to_numpy(dtype=bool), settings.features, bins
    )
    theirs = sample.frame(
        "select feature, code, level, lower_bound, upper_bound, train_count"
        " from features.int_feature_levels order by feature, code"
    )
    ours = ours.sort_values(["feature", "code"], ignore_index=True)
    pd.testing.assert_frame_equal(
        ours.astype(theirs.dtypes.to_dict()), theirs, check_dtype=False
    )

    scores = sample.frame(
        "select log_odds, is_subscriber from registry.model_validation_scores"
        " where model_id = (select model_id from registry.active_model)"
    )
    thresholds = sample.query(
        "select policy, demand, threshold_log_odds from registry.decision_thresholds"
        " where policy <> 'fixed'"
        " and model_id = (select model_id from registry.active_model)"
    )
    assert len(thresholds) == 5
    for policy, demand, expected in thresholds:
        cut = choose_cut(
            policy,
            json.loads(demand),
            scores["log_odds"].to_numpy(),
            scores["is_subscriber"].to_numpy(dtype=bool),
        )
        assert cut == expected, policy
