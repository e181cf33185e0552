"""The replay knows the past only."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from customer_segmentation.study import prequential
from customer_segmentation.study.prequential import (
    recalibrated,
    replay,
    shift_of,
    steps_of,
)

MONTHS = np.repeat(["2008-05", "2008-06", "2008-07"], [6, 4, 5]).astype(object)
CONFIGURATION = {
    "features": [
        {"name": "age", "kind": "number", "bins": 8},
        {"name": "job", "kind": "category"},
    ],
    "interactions": [["age", "job"]],
    "classifier": "boosted_pairs",
    "classifier_parameters": {"members": 1, "max_iter": 20, "min_samples_leaf": 5},
    "oversampling": {"method": "none"},
    "random_state": 0,
}


@pytest.fixture
def few(monkeypatch):
    for name, value in (("FIRST_TRAIN", 5), ("WINDOW", 6), ("STEP", 4)):
        monkeypatch.setattr(prequential, name, value)


@pytest.mark.parametrize(
    ("training", "expected"),
    [
        ("frozen", [((0, 6), (6, 15))]),
        ("monthly", [((0, 6), (6, 10)), ((0, 10), (10, 15))]),
        ("monthly, latest 20,000", [((0, 6), (6, 10)), ((4, 10), (10, 15))]),
        ("windows", [((0, 6), (6, 10)), ((4, 10), (10, 14)), ((8, 14), (14, 15))]),
    ],
)
def test_what_is_trained_comes_before_what_is_asked(few, training, expected):
    found = [
        ((s.train[0], s.train[-1] + 1), (s.test[0], s.test[-1] + 1))
        for s in steps_of(training, MONTHS)
    ]
    assert found == expected


def test_too_few_contacts_train_nothing():
    assert steps_of("monthly", MONTHS) == steps_of("windows", MONTHS) == []


def test_a_shift_makes_the_mean_the_rate():
    log_odds, labels = (
        np.array([-1.0, 0.0, 2.0, 3.0]),
        np.array([True, False, False, True]),
    )
    assert expit(log_odds + shift_of(log_odds, labels)).sum() == pytest.approx(2)
    assert shift_of(np.zeros(4), np.zeros(4, dtype=bool)) == pytest.approx(
        np.log(1 / 7)
    )


def test_no_outcome_moves_its_own_day(monkeypatch):
    """Planted: outcomes of the last day, and of all days to come, turned round."""
    monkeypatch.setattr(prequential, "RECENT", 4)
    rng = np.random.default_rng(3)
    days, log_odds = np.repeat(np.arange(6), 3), rng.normal(size=18)
    labels = rng.random(18) < 0.5
    moved = recalibrated(log_odds, labels, days)
    assert (moved[:6] == log_odds[:6]).all()
    assert (moved[6:] != log_odds[6:]).all()
    for day in range(6):
        future = np.where(days >= day, ~labels, labels)
        until = days <= day
        assert (recalibrated(log_odds, future, days)[until] == moved[until]).all()
    past = np.where(days == 3, ~labels, labels)
    assert (recalibrated(log_odds, past, days)[days == 4] != moved[days == 4]).any()


def test_a_replay_has_a_row_per_month_and_one_for_all(monkeypatch):
    for name, value in (
        ("FIRST_TRAIN", 150), ("WINDOW", 200), ("STEP", 100), ("RECENT", 50),
    ):  # fmt: skip
        monkeypatch.setattr(prequential, name, value)
    rng = np.random.default_rng(1)
    n = 400
    dates = pd.date_range("2008-05-01", periods=n, freq="6h").date
    age = rng.normal(40, 10, n)
    contacts = pd.DataFrame(
        {
            "contacted_on": pd.to_datetime(pd.Series(dates)),
            "time_position": np.arange(1, n + 1),
            "is_subscriber": rng.random(n) < expit((age - 40) / 5 - 1),
            "age": age,
            "job": rng.choice(["admin", "retired"], n),
        }
    )
    rows = replay(contacts.sample(frac=1, random_state=0), CONFIGURATION, 100, 10)
    key = ["model", "training", "absorbs_period", "is_recalibrated"]
    assert not rows.duplicated([*key, "month"]).any()
    assert rows["month"].isna().sum() == rows.groupby(key).ngroups == 2 * 14 + 1
    whole = rows[rows["month"].isna()].set_index(key)
    ours = whole.loc[("customer_segmentation", "monthly", True, True)]
    assert ours["roc_auc"] > 0.7
    assert ours["roc_auc_within"] > 0.7
    assert (
        whole.loc[("last_month_rate", "monthly", False, False)]["roc_auc_within"] == 0.5
    )
    counts = rows[rows["month"].notna()].groupby(key)["contact_count"].sum()
    assert counts.sort_index().equals(whole["contact_count"].sort_index())
