"""The terms score every combination of codes exactly as the estimator does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE

from customer_segmentation.classifiers.boosting import (
    BoostedTrees,
    interaction_groups,
    process_count,
)
from customer_segmentation.classifiers.quantization import UNIT, quantize
from ml_cases import (
    boosting_parameters,
    fit,
    pair_constraints,
    random_world,
    whole_grid,
    worlds,
)

ROUNDING = {"rtol": 0, "atol": 1e-12}


@st.composite
def fits(draw):
    world = draw(worlds())
    pairs = draw(pair_constraints(len(world.n_codes)))
    return world, pairs, draw(boosting_parameters), draw(st.integers(0, 1000))


@settings(max_examples=60, deadline=None)
@given(fits())
def test_boosting_is_its_terms_on_the_whole_grid(case):
    world, pairs, parameters, seed = case
    model = fit(world, pairs, parameters, seed)
    terms = model.terms()
    np.testing.assert_allclose(
        terms.log_odds(world.grid), model.decision_function(world.grid), **ROUNDING
    )
    allowed = combinations(range(len(world.n_codes)), 2) if pairs is None else pairs
    assert set(terms.pairs) <= set(allowed)
    assert [len(table) for table in terms.main] == list(world.n_codes)


@settings(max_examples=20, deadline=None)
@given(worlds(), st.sampled_from([0.1, 10.0]))
def test_logistic_regression_is_its_terms_on_the_whole_grid(world, strength):
    model = fit(world, (), {"C": strength}, classifier="logistic_regression")
    terms = model.terms()
    np.testing.assert_allclose(
        terms.log_odds(world.grid), model.decision_function(world.grid), **ROUNDING
    )
    assert not terms.pairs


def test_boosting_of_many_codes_is_its_terms_on_random_rows():
    n_codes = (256, 40, 12, 3, 48, 2)
    world = random_world(11, n_codes, 3000)
    pairs = [(0, 1), (1, 4), (2, 3)]
    weight = np.where(world.is_subscriber, 3.0, 1.0)
    model = fit(world, pairs, {"members": 3, "max_iter": 40}, sample_weight=weight)
    rng = np.random.default_rng(0)
    rows = rng.integers(0, n_codes, (5000, len(n_codes))).astype(np.int16)
    terms = model.terms()
    np.testing.assert_allclose(
        terms.log_odds(rows), model.decision_function(rows), **ROUNDING
    )


SPLIT_FIELDS = ["feature_idx", "num_threshold", "missing_go_to_left", "left", "right"]


def tree(*nodes):
    """Build a tree from (feature, threshold, missing_left, left, right) or a value."""
    records = np.zeros(len(nodes), dtype=PREDICTOR_RECORD_DTYPE)
    for record, node in zip(records, nodes, strict=True):
        if isinstance(node, float):
            record["is_leaf"], record["value"] = True, node
        else:
            for field, value in zip(SPLIT_FIELDS, node, strict=True):
                record[field] = value
    return [SimpleNamespace(nodes=records)]


def bag(n_codes, *members):
    return BoostedTrees(
        tuple(
            SimpleNamespace(
                _baseline_prediction=np.array([[baseline]]), _predictors=list(trees)
            )
            for baseline, trees in members
        ),
        n_codes,
    )


def test_two_trees_by_hand():
    # age <= 1 or missing: 1; else job in {1, 2}: 2, job 3 or missing: 4
    pairwise = tree((0, 1.5, 1, 1, 2), 1.0, (1, 2.5, 0, 3, 4), 2.0, 4.0)
    stump = tree((1, np.inf, 0, 1, 2), 8.0, 16.0)  # job known: 8, missing: 16
    terms = bag((4, 4), (0.25, [pairwise, stump])).terms()
    assert terms.intercept == 0.25
    assert terms.main[0].tolist() == [1, 1, 0, 0]
    assert terms.main[1].tolist() == [16, 8, 8, 8]
    assert list(terms.pairs) == [(0, 1)]
    assert terms.pairs[0, 1].tolist() == [[0] * 4, [0] * 4, [4, 2, 2, 4], [4, 2, 2, 4]]


def test_a_path_may_return_to_a_feature_and_use_the_later_feature_first():
    # job <= 2: (age <= 1: 1; else (job <= 1: 2; else 4)); else 8. Missing goes right.
    nodes = [
        (1, 2.5, 0, 1, 6),
        (0, 1.5, 0, 2, 3),
        1.0,
        (1, 1.5, 0, 4, 5),
        2.0,
        4.0,
        8.0,
    ]
    terms = bag((3, 4), (0.0, [tree(*nodes)])).terms()
    assert terms.main[1].tolist() == [8, 0, 0, 8]
    assert terms.pairs[0, 1].tolist() == [[0, 2, 4, 0], [0, 1, 1, 0], [0, 2, 4, 0]]


def test_members_are_averaged_and_a_bare_root_is_intercept():
    terms = bag(
        (3,),
        (1.0, [tree(2.0), tree((0, 1.5, 1, 1, 2), 4.0, 6.0)]),
        (3.0, [tree(0.5)]),
    ).terms()
    assert terms.intercept == (1.0 + 2.0 + 3.0 + 0.5) / 2
    assert terms.main[0].tolist() == [2, 2, 3]
    assert terms.pairs == {}


@pytest.mark.parametrize("is_monotone", [True, False])
def test_leaves_that_tie_still_tie_where_a_monotone_model_is_rounded(is_monotone):
    """A constraint often clips two leaves to the same value, in different tables."""
    tied, other = 0.25 + 0.4 * UNIT, 0.5 + 0.4 * UNIT  # together rounded up
    # age <= 1: tied; else job <= 1: tied, job > 1: 1. And: age <= 2: other, else 1.
    clipped = tree((0, 1.5, 1, 1, 2), tied, (1, 1.5, 1, 3, 4), tied, 1.0)
    stump = tree((0, 2.5, 1, 1, 2), other, 1.0)
    model = replace(bag((4, 3), (0.0, [clipped, stump])), is_monotone=is_monotone)
    raw = model.terms()
    assert raw.is_quantized == is_monotone
    ages = np.array([[1, 1], [2, 1], [3, 1]], dtype=np.int16)
    steps = np.diff(quantize(raw).log_odds(ages)) / UNIT
    assert steps[0] == (0 if is_monotone else -1)
    assert steps[1] > 0


@pytest.mark.parametrize("field", ["missing_go_to_left", "num_threshold", "value"])
def test_a_misread_node_field_would_be_noticed(field):
    world = random_world(2, (5, 5, 5), 400)
    model = fit(world, None, {"members": 1, "max_iter": 10, "min_samples_leaf": 2})
    expected = model.decision_function(world.grid)
    for (predictor,) in model.members[0]._predictors:
        if field == "missing_go_to_left":
            predictor.nodes[field] ^= 1
        else:
            predictor.nodes[field] += 1
    found = model.terms().log_odds(world.grid)
    assert np.abs(found - expected).max() > 1e-3


def test_a_path_of_three_features_is_refused():
    codes = whole_grid((4, 4, 4))
    member = HistGradientBoostingClassifier(max_iter=1, min_samples_leaf=2)
    member.fit(codes, codes.min(axis=1) > 1)
    with pytest.raises(ValueError, match="three features"):
        BoostedTrees((member,), (4, 4, 4)).terms()


def test_features_in_no_pair_are_groups_of_their_own():
    # scikit-learn would let them all interact with each other
    assert interaction_groups([(1, 3)], 5) == [[1, 3], [0], [2], [4]]
    assert interaction_groups([], 3) == [[0], [1], [2]]
    assert interaction_groups(None, 3) == [[0, 1], [0, 2], [1, 2]]
    assert interaction_groups(None, 1) == [[0]]


def test_a_feature_that_is_always_missing_has_no_effect():
    world = random_world(4, (4, 4), 200)
    world.codes[:, 1] = 0
    terms = fit(world, None, {"members": 2}).terms()
    assert terms.main[0].any()
    assert not terms.main[1].any()
    assert not terms.pairs


def test_the_same_bits_from_one_process_and_from_two_started_in_a_thread():
    # dbt runs a node in a thread of its own
    world = random_world(5, (6, 6, 4), 600)
    parameters = {"members": 3, "max_iter": 12, "min_samples_leaf": 5}
    one = fit(world, None, parameters, 9, n_jobs=1).decision_function(world.grid)
    with ThreadPoolExecutor(1) as thread:
        task = thread.submit(fit, world, None, parameters, 9, n_jobs=2)
        two = thread.submit(task.result().decision_function, world.grid).result()
    assert one.tobytes() == two.tobytes()
    other_seed = fit(world, None, parameters, 10, n_jobs=1)
    assert one.tobytes() != other_seed.decision_function(world.grid).tobytes()


def test_a_larger_bag_begins_with_the_smaller_one():
    world = random_world(6, (6, 6), 300)
    small = fit(world, None, {"members": 2, "max_iter": 5})
    large = fit(world, None, {"members": 3, "max_iter": 5})
    for ours, theirs in zip(small.members, large.members, strict=False):
        assert np.array_equal(
            ours.decision_function(world.grid), theirs.decision_function(world.grid)
        )
    assert (
        len(
            {member.decision_function(world.grid).tobytes() for member in large.members}
        )
        == 3
    )


def test_processes_are_started_where_they_pay():
    assert process_count(8, 3_000, 16) == 1
    assert process_count(8, 30_000, 2) == 1
    assert process_count(8, 30_000, 4) == 4
    assert process_count(8, 1_000_000, 2) == 2
    assert process_count(1, 1_000_000, 64) == 1
