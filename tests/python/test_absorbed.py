"""What a period did is kept out of what customers are like."""

import json

import numpy as np
import pytest

from customer_segmentation.absorbed import TERM, period_codes, period_levels
from customer_segmentation.oversampling.balancing import balance
from customer_segmentation.training import train_model
from ml_cases import (
    CONFIGURATION,
    balanced_rows,
    levels_table,
    probe_values,
    validation_rows,
)

LOGISTIC = {"classifier": "logistic_regression", "classifier_parameters": {}}


def rows_of_two_periods():
    """Those of the later one have the higher codes of one feature, and subscribe."""
    rows = balanced_rows()
    column = next(name for name in rows.columns if name.endswith("_code"))
    rng = np.random.default_rng(5)
    is_later = rng.random(len(rows)) < np.where(
        rows[column] > rows[column].median(), 0.9, 0.1
    )
    rows["absorbed_period"] = np.where(is_later, "2010-10", "2008-05")
    rows["is_subscriber"] = rng.random(len(rows)) < np.where(is_later, 0.8, 0.1)
    rows.loc[rows.index[:2], "is_subscriber"] = [True, False]
    return rows, column.removesuffix("_code")


def document_of(rows, **changes):
    trained = train_model(
        rows,
        validation_rows(),
        levels_table(),
        probe_values(),
        {**CONFIGURATION, **changes},
        "f" * 32,
    )
    return json.loads(trained["content"].iloc[0])


def effect(document, term):
    [units] = [t["units"] for t in document["terms"] if t["term"] == term]
    return np.array(units) * 2.0 ** document["unit_exponent"]


@pytest.mark.parametrize("changes", [{}, LOGISTIC])
def test_the_document_says_what_was_absorbed(changes):
    rows, _ = rows_of_two_periods()
    document = document_of(rows, absorbs_period=True, **changes)
    levels = [level for level in document["levels"] if level["feature"] == TERM]
    real = rows[~rows["is_synthetic"]]
    counts = real["absorbed_period"].value_counts()
    assert [(x["code"], x["level"], x["train_count"]) for x in levels] == [
        (1, "2008-05", counts["2008-05"]), (2, "2010-10", counts["2010-10"]),
    ]  # fmt: skip
    absorbed = effect(document, TERM)
    weights = np.array([0, *(level["train_count"] for level in levels)])
    assert absorbed @ weights == pytest.approx(0, abs=1e-6)
    assert absorbed[2] - absorbed[1] > 0.3
    assert not [t for t in document["terms"] if t["feature_2"] == TERM]
    assert document["parameters"]["absorbs_period"] is True


def test_a_customer_is_not_credited_with_a_campaign():
    """The feature that only tells the campaigns apart has less of an effect."""
    rows, feature = rows_of_two_periods()
    ranges = [
        np.ptp(effect(document_of(rows, absorbs_period=absorbs, **LOGISTIC), feature))
        for absorbs in (False, True)
    ]
    assert ranges[1] < ranges[0] / 2


def test_without_it_a_document_is_as_ever():
    rows, _ = rows_of_two_periods()
    document = document_of(rows)
    assert TERM not in json.dumps(document)
    assert "absorbs_period" not in document["parameters"]


def test_a_synthetic_row_has_the_period_of_a_parent():
    rows, _ = rows_of_two_periods()
    rows = rows[~rows["is_synthetic"]].assign(contact_id=range(sum(~rows.is_synthetic)))
    rows["is_subscriber"] = np.arange(len(rows)) < 8
    configuration = CONFIGURATION | {
        "absorbs_period": True, "oversampling": {"method": "smote", "ratio": 0.5},
    }  # fmt: skip
    balanced = balance(rows, configuration)
    made = balanced[balanced["is_synthetic"]]
    parents = rows[rows["is_subscriber"]]["absorbed_period"]
    assert len(made)
    assert set(made["absorbed_period"]) <= set(parents)
    kept = balanced[~balanced["is_synthetic"]]
    assert list(kept["absorbed_period"]) == list(rows["absorbed_period"])


def test_a_period_that_is_not_known_is_code_0():
    levels = period_levels(["b", None, "a", "a"], np.array([False, True, True, True]))
    assert levels == ["b", "a"]
    assert period_codes(["a", None, "c", "b"], levels).ravel().tolist() == [2, 0, 0, 1]
