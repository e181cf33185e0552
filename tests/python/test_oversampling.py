"""Synthetic rows lie between two real rows of the rarer class, category by category."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import OneHotEncoder

from customer_segmentation.oversampling import neighbours
from customer_segmentation.oversampling.balancing import balance
from customer_segmentation.oversampling.neighbours import nearest_neighbours
from customer_segmentation.oversampling.oversample import oversample
from customer_segmentation.oversampling.parent_smote import ParentSMOTE
from customer_segmentation.settings.schema import settings_schema

SETTINGS = settings_schema()["properties"]["oversampling"]["properties"]
METHODS = SETTINGS["method"]["enum"]
MIXED = [False, True, False, True]
DEFAULTS = {"method": "smote", "ratio": 0.5, "k_neighbors": 3, "random_state": 7}


def rows_of(seed, n_rows=60, n_rare=9, n_features=4):
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 6, (n_rows, n_features)).astype(np.int16)
    return codes, rng.permutation(n_rows) < n_rare


def synthetic_rows(codes, is_subscriber, is_category, **changes):
    balanced, _, is_synthetic = oversample(
        codes, is_subscriber, is_category, **{**DEFAULTS, **changes}
    )
    return balanced[is_synthetic]


def lies_between(row, a, b, is_category):
    """Tell whether a row may come from parents a and b."""
    picked = (row == a) | (row == b)
    between = (np.minimum(a, b) <= row) & (row <= np.maximum(a, b))
    must_be_picked = np.array(is_category) | (a == 0) | (b == 0)
    return np.where(must_be_picked, picked, between).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.booleans(), min_size=4, max_size=4))
def test_each_synthetic_row_has_a_real_row_and_its_neighbour_as_parents(seed, kinds):
    codes, is_subscriber = rows_of(seed)
    rare = codes[is_subscriber]
    neighbours = nearest_neighbours(rare, kinds, 3)
    for row in synthetic_rows(codes, is_subscriber, kinds):
        assert any(
            lies_between(row, rare[a], rare[b], kinds)
            for a in range(len(rare))
            for b in neighbours[a]
        )


def test_nothing_is_interpolated_between_missing_and_a_bin():
    rng = np.random.default_rng(1)
    codes = rng.choice([0, 10], (200, 6)).astype(np.int16)
    is_subscriber = np.arange(200) < 8
    kinds = [False] * 5 + [True]
    assert set(np.unique(synthetic_rows(codes, is_subscriber, kinds))) == {0, 10}
    stock = synthetic_rows(codes, is_subscriber, kinds, method="smotenc")
    assert not set(np.unique(stock)) <= {0, 10}  # so the rows above could have failed


def generated(first, second, gap, is_category, n=1):
    smote = ParentSMOTE(is_category, random_state=5)
    parents = np.array([first, second], dtype=np.float64)
    return smote._generate_samples(
        parents,
        parents,
        np.array([[1], [0]]),
        np.zeros(n, dtype=int),
        np.zeros(n, dtype=int),
        np.full((n, 1), gap),
    )


@pytest.mark.parametrize(
    ("first", "second", "gap", "expected"),
    [(1, 2, 0.5, 2), (2, 1, 0.5, 2), (1, 5, 0.3, 2), (5, 1, 0.3, 4), (3, 3, 0.9, 3)],
)
def test_numbers_are_interpolated_and_rounded_half_up(first, second, gap, expected):
    assert generated([first], [second], gap, [False]).item() == expected


def test_the_second_parent_is_taken_as_often_as_the_gap_says():
    rows = generated([1, 1, 0], [2, 2, 2], 0.25, [True, True, False], n=20_000)
    assert (rows == [2, 2, 2]).mean(axis=0) == pytest.approx(0.25, abs=0.015)
    # drawn for each category on its own: both come from the second in a sixteenth
    assert (rows[:, :2] == 2).all(axis=1).mean() == pytest.approx(1 / 16, abs=0.01)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.booleans(), min_size=4, max_size=4))
def test_neighbours_are_the_nearest_by_the_formula_and_never_the_row_itself(
    seed, kinds
):
    codes, _ = rows_of(seed, n_rows=15)
    kinds = np.array(kinds)
    numbers = codes[:, ~kinds].astype(float)
    weight = np.median(numbers.std(axis=0)) ** 2 if numbers.shape[1] else 1.0
    found = nearest_neighbours(codes, kinds.tolist(), 4)
    for row in range(len(codes)):
        difference = codes[row].astype(float) - codes
        squared = (difference[:, ~kinds] ** 2).sum(axis=1) + weight * (
            difference[:, kinds] != 0
        ).sum(axis=1)
        others = [other for other in range(len(codes)) if other != row]
        nearest = sorted(others, key=lambda other: (squared[other], other))[:4]
        assert squared[found[row]] == pytest.approx(squared[nearest])
        assert row not in found[row]


def test_the_metric_is_that_of_imbalanced_learn():
    codes, _ = rows_of(2, n_rows=40)
    numbers, categories = codes[:, [0, 2]].astype(float), codes[:, [1, 3]]
    one_hot = OneHotEncoder(sparse_output=False).fit_transform(categories)
    scale = np.median(numbers.std(axis=0)) / np.sqrt(2)
    embedded = np.hstack([numbers, one_hot * scale])
    stock = NearestNeighbors(n_neighbors=4).fit(embedded).kneighbors()[0]
    found = nearest_neighbours(codes, MIXED, 4)
    ours = np.linalg.norm(embedded[:, np.newaxis] - embedded[found], axis=2)
    assert ours == pytest.approx(stock)


@pytest.mark.parametrize("most", [5, 8, 14, 15])
def test_of_many_rows_evenly_spread_ones_are_candidates(monkeypatch, most):
    codes, _ = rows_of(3, n_rows=15)
    every_other = nearest_neighbours(codes, MIXED, 14)
    monkeypatch.setattr(
        "customer_segmentation.oversampling.neighbours.MOST_CANDIDATES", most
    )
    monkeypatch.setattr("customer_segmentation.oversampling.neighbours.BLOCK_ROWS", 4)
    step = -(-15 // most)
    found = nearest_neighbours(codes, MIXED, 2)
    for row in range(15):
        candidates = [other for other in every_other[row] if other % step == 0]
        assert found[row].tolist() == candidates[:2]


def test_equally_near_rows_are_taken_in_order_across_blocks(monkeypatch):
    codes = np.ones((7, 2), dtype=np.int16)
    expected = [[1, 2], [0, 2], [0, 1], [0, 1], [0, 1], [0, 1], [0, 1]]
    assert nearest_neighbours(codes, [True, False], 2).tolist() == expected
    monkeypatch.setattr(neighbours, "BLOCK_ROWS", 3)
    assert nearest_neighbours(codes, [True, False], 2).tolist() == expected


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kinds", [MIXED, [True] * 4, [False] * 4])
def test_real_rows_come_first_and_the_share_is_reached(method, kinds):
    codes, is_subscriber = rows_of(3)
    arguments = {**DEFAULTS, "method": method}
    first = oversample(codes, is_subscriber, kinds, **arguments)
    balanced, labels, is_synthetic = first
    assert balanced[:60].tolist() == codes.tolist()
    assert labels[:60].tolist() == is_subscriber.tolist()
    assert labels[is_synthetic].all()
    assert not is_synthetic[:60].any()
    assert is_synthetic[60:].all()
    assert labels.sum() == (9 if method == "none" else int(0.5 * 51))
    assert balanced.dtype == np.int16
    assert set(np.unique(balanced)) <= set(range(6))
    again = oversample(codes, is_subscriber, kinds, **arguments)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))


def test_random_oversampling_copies_real_rows():
    codes, is_subscriber = rows_of(4)
    copies = synthetic_rows(codes, is_subscriber, MIXED, method="random")
    assert {tuple(row) for row in copies} <= {tuple(r) for r in codes[is_subscriber]}


def test_the_seed_decides_the_rows():
    codes, is_subscriber = rows_of(4)
    one = synthetic_rows(codes, is_subscriber, MIXED)
    other = synthetic_rows(codes, is_subscriber, MIXED, random_state=8)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("method", METHODS)
def test_a_share_that_is_already_reached_adds_nothing(method):
    codes, is_subscriber = rows_of(5)
    assert not len(
        synthetic_rows(codes, is_subscriber, MIXED, method=method, ratio=0.1)
    )


def test_the_rarer_class_is_oversampled_whichever_it_is():
    codes, is_rare = rows_of(6)
    _, labels, is_synthetic = oversample(codes, ~is_rare, MIXED, **DEFAULTS)
    assert is_synthetic.sum() == int(0.5 * 51) - 9
    assert not labels[is_synthetic].any()


@pytest.mark.parametrize("method", ["smote", "smotenc"])
def test_fewer_rows_than_neighbours_are_all_neighbours(method):
    codes, is_subscriber = rows_of(7, n_rare=2)
    made = synthetic_rows(codes, is_subscriber, MIXED, method=method, k_neighbors=50)
    assert len(made) == int(0.5 * 58) - 2


@pytest.mark.parametrize("method", ["smote", "smotenc"])
def test_a_single_row_cannot_be_a_pair_of_parents(method):
    codes, is_subscriber = rows_of(8, n_rare=1)
    with pytest.raises(ValueError, match=r"single row\. Use method 'random'"):
        synthetic_rows(codes, is_subscriber, MIXED, method=method)
    copies = synthetic_rows(codes, is_subscriber, MIXED, method="random")
    assert (copies == codes[is_subscriber]).all()
    assert len(copies) == int(0.5 * (len(codes) - 1)) - 1


def test_one_class_only_is_refused():
    codes, _ = rows_of(9)
    with pytest.raises(ValueError, match="60 subscribers and 0 others"):
        synthetic_rows(codes, np.ones(60, dtype=bool), MIXED)


def contacts():
    codes, is_subscriber = rows_of(10, n_features=2)
    rows = pd.DataFrame(codes, columns=["age_code", "job_code"])
    return rows.assign(contact_id=np.arange(60) + 1000, is_subscriber=is_subscriber)


CONFIGURATION = {
    "features": [
        {"name": "age", "kind": "number"},
        {"name": "job", "kind": "category"},
    ],
    "classifier": "boosted_pairs",
    "random_state": 42,
}


def balanced_rows(rows, **oversampling):
    return balance(rows, CONFIGURATION | {"oversampling": oversampling})


def test_balanced_rows_keep_the_contacts_and_mark_the_synthetic_ones():
    rows = contacts()
    rows.index = rows.index[::-1]  # positions count, not labels
    balanced = balanced_rows(rows, ratio=0.5)
    assert list(balanced.columns) == [
        "training_row",
        "contact_id",
        "age_code",
        "job_code",
        "is_subscriber",
        "is_synthetic",
    ]
    assert balanced["contact_id"].dtype == "Int64"
    assert balanced["age_code"].dtype == np.int16
    assert balanced["contact_id"][:60].tolist() == rows["contact_id"].tolist()
    assert balanced["contact_id"].isna().equals(balanced["is_synthetic"])
    assert len(balanced) == 60 + int(0.5 * 51) - 9


def test_an_unknown_label_is_refused():
    rows = contacts().astype({"is_subscriber": "boolean"})
    rows.loc[3, "is_subscriber"] = pd.NA
    with pytest.raises(ValueError, match="no label"):
        balanced_rows(rows, method="smote")
