"""Protocols measure the project's model, and what they measure on is never fitted."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from conftest import project_vars
from customer_segmentation.errors import ConfigurationError
from customer_segmentation.features import Feature
from customer_segmentation.study import protocols
from customer_segmentation.study.baselines import BASELINES, baseline_log_odds
from customer_segmentation.study.protocols import (
    OURS,
    Contender,
    Fold,
    make_folds,
    measure_protocols,
)

FEATURES = (Feature("age", "number"), Feature("month", "category"))


def configuration(*names):
    kinds = {"age": "number", "month": "category"}
    return {
        "features": [{"name": name, "kind": kinds[name], "bins": 8} for name in names],
        "interactions": [["age", "month"]] if len(names) == 2 else [],
        "classifier": "boosted_pairs",
        "classifier_parameters": {"members": 1, "max_iter": 5, "min_samples_leaf": 5},
        "oversampling": {"method": "smote", "ratio": 0.8},
        "random_state": 1,
    }


def protocol(name="folds", method="stratified", compared=(), **splits):
    return {
        "protocol": name,
        "splits": {"method": method} | splits,
        "uses_calendar": False,
        "configuration": configuration("age"),
        "compared": list(compared),
    }


@pytest.fixture(scope="module")
def contacts():
    rng = np.random.default_rng(5)
    n = 600
    age = rng.integers(18, 70, n).astype(float)
    age[:7] = np.nan
    month = rng.choice(np.array(["may", "jun", None], dtype=object), n)
    labels = rng.random(n) < 1 / (1 + np.exp(2.5 - (age > 45) * 2.0))
    return pd.DataFrame(
        {
            "time_position": rng.permutation(n) + 1,
            "age": age,
            "month": month,
            "is_subscriber": labels,
        }
    )


def folds_of(contacts, **splits):
    labels = contacts["is_subscriber"].to_numpy(dtype=bool)
    in_time = np.argsort(contacts["time_position"].to_numpy())
    return make_folds(splits, labels, in_time)


def test_stratified_folds_are_those_of_scikit_learn_in_file_order(contacts):
    folds = folds_of(contacts, method="stratified", folds=5, random_state=42)
    labels = contacts["is_subscriber"]
    expected = StratifiedKFold(5, shuffle=True, random_state=42).split(labels, labels)
    for fold, (train, test) in zip(folds, expected, strict=True):
        assert fold.train.tolist() == train.tolist()
        assert fold.test.tolist() == test.tolist()


def test_chronological_folds_test_what_comes_later(contacts):
    time = contacts["time_position"].to_numpy()
    [fold] = folds_of(contacts, method="chronological", train_share=0.7)
    assert len(fold.train) == 420
    assert len(fold.test) == 180
    assert time[fold.train].max() < time[fold.test].min()


def test_windows_follow_each_other_without_a_gap(contacts):
    time = contacts["time_position"].to_numpy()
    folds = folds_of(contacts, method="rolling", train_count=200, test_count=150)
    assert [len(fold.test) for fold in folds] == [150, 150, 100]
    tested = np.concatenate([fold.test for fold in folds])
    assert time[tested].tolist() == list(range(201, 601))
    for fold in folds:
        assert len(fold.train) == 200
        assert time[fold.train].max() + 1 == time[fold.test].min()


def test_too_few_contacts_give_no_window(contacts):
    assert folds_of(contacts, method="rolling", train_count=600, test_count=2) == []
    few = contacts.assign(is_subscriber=False)
    assert folds_of(few, method="stratified", folds=5, random_state=1) == []


def test_what_is_measured_on_is_never_fitted(contacts):
    """Other outcomes of the test rows change no score of theirs."""
    labels = contacts["is_subscriber"].to_numpy(dtype=bool)
    values = contacts[["age", "month"]]
    fold = Fold(1, np.arange(400), np.arange(400, 600))
    flipped = labels.copy()
    flipped[fold.test] = ~flipped[fold.test]
    leaking = Fold(1, np.arange(600), fold.test)
    for model in (OURS, *BASELINES):
        contender = Contender("p", model, True, configuration("age", "month"))
        first = protocols._score(contender, fold, values, labels)
        second = protocols._score(contender, fold, values, flipped)
        assert first.tolist() == second.tolist(), model
        leaked = protocols._score(contender, leaking, values, flipped)
        assert first.tolist() != leaked.tolist(), model


def test_prior_correction_takes_back_what_oversampling_added(contacts):
    labels = contacts["is_subscriber"].to_numpy(dtype=bool)
    fold = Fold(1, np.arange(300), np.arange(300, 600))
    contender = Contender("p", OURS, False, configuration("age"))
    scores = protocols._score(contender, fold, contacts[["age"]], labels)
    mean = (1 / (1 + np.exp(-scores))).mean()
    assert mean == pytest.approx(labels[:300].mean(), abs=0.06)


def test_every_contender_has_a_row_per_fold_and_windows_one_more(contacts):
    variants = [
        {"uses_calendar": False, "configuration": configuration("age")},
        {"uses_calendar": True, "configuration": configuration("age", "month")},
    ]
    asked = [
        protocol(folds=2, random_state=1),
        protocol("windows", "rolling", variants, train_count=300, test_count=150),
        protocol("absent", "rolling", train_count=3000, test_count=150),
    ]
    found = measure_protocols(contacts, asked)
    again = measure_protocols(contacts, asked)
    pd.testing.assert_frame_equal(found, again)
    by_protocol = found.groupby("protocol").size().to_dict()
    assert by_protocol == {"folds": 2, "windows": 8 * 3}
    windows = found[found["protocol"] == "windows"]
    assert set(windows["model"]) == {OURS, *BASELINES}
    assert (windows.groupby(["model", "uses_calendar"]).size() == 3).all()
    pooled = windows[windows["scope"] == "pooled"]
    assert pooled["fold"].isna().all()
    assert (pooled["test_count"] == 300).all()
    assert not found.duplicated(
        ["protocol", "model", "uses_calendar", "scope", "fold"]
    ).any()


def test_windows_are_ranked_together_by_log_odds(contacts):
    labels = contacts["is_subscriber"].to_numpy(dtype=bool)
    in_time = np.argsort(contacts["time_position"].to_numpy())
    splits = {"train_count": 300, "test_count": 150}
    asked = protocol("windows", "rolling", **splits)
    found = measure_protocols(contacts, [asked])
    folds = make_folds({"method": "rolling"} | splits, labels, in_time)
    contender = Contender("windows", OURS, False, configuration("age"))
    scores = [
        protocols._score(contender, fold, contacts[["age"]], labels) for fold in folds
    ]
    outcomes = np.concatenate([labels[fold.test] for fold in folds])
    expected = roc_auc_score(outcomes, np.concatenate(scores))
    assert found["roc_auc"].iloc[-1] == pytest.approx(expected)


def test_a_baseline_takes_what_is_missing_or_new(contacts):
    labels = contacts["is_subscriber"].to_numpy(dtype=bool)
    train = contacts[["age", "month"]].assign(never=np.nan)
    new = train.head(3).assign(month=["oct", None, "may"], age=[np.nan, 5.0, 900.0])
    features = (*FEATURES, Feature("never", "number"))
    for name in BASELINES:
        assert np.isfinite(
            baseline_log_odds(name, train, labels, new, features)
        ).all(), name
    with pytest.raises(ConfigurationError, match="'oracle'"):
        baseline_log_odds("oracle", train, labels, new, features)


def test_protocols_name_features_that_are_declared():
    declared = set(project_vars()["features"])
    for name, entry in project_vars()["study_protocols"].items():
        pairs = entry.get("more_interactions", ())
        named = {feature for pair in pairs for feature in pair}
        assert named | set(entry.get("bins", ())) <= declared, name
