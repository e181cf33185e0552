"""Centring moves no score, and rounding makes every sum exact."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_segmentation.classifiers.purification import purify
from customer_segmentation.classifiers.quantization import UNIT, quantize, units
from customer_segmentation.classifiers.terms import Terms
from ml_cases import random_terms

ROUNDING = {"rtol": 0, "atol": 1e-11}


def counts_of(codes, pair, shape):
    counts = np.zeros(shape)
    np.add.at(counts, tuple(codes[:, feature] for feature in pair), 1)
    return counts


@settings(max_examples=60, deadline=None)
@given(random_terms())
def test_no_score_moves_for_any_codes(case):
    terms, world = case
    pure = purify(terms, world.codes)
    np.testing.assert_allclose(
        pure.log_odds(world.grid), terms.log_odds(world.grid), **ROUNDING
    )


@settings(max_examples=60, deadline=None)
@given(random_terms())
def test_everything_is_centred_on_the_given_rows(case):
    terms, world = case
    pure = purify(terms, world.codes)
    assert pure.intercept == pytest.approx(terms.log_odds(world.codes).mean())
    for feature, table in enumerate(pure.main):
        assert abs(table[world.codes[:, feature]].mean()) < 1e-12
    for pair, table in pure.pairs.items():
        counts = counts_of(world.codes, pair, table.shape)
        for axis in (0, 1):
            total = counts.sum(axis=axis)
            means = (counts * table).sum(axis=axis) / np.maximum(total, 1)
            assert np.abs(means).max() < 1e-12 * max(1, np.abs(table).max())


@settings(max_examples=30, deadline=None)
@given(random_terms())
def test_what_is_pure_stays_as_it_is(case):
    terms, world = case
    once = purify(terms, world.codes)
    twice = purify(once, world.codes)
    assert twice.intercept == pytest.approx(once.intercept, abs=1e-12)
    for a, b in zip(once.main, twice.main, strict=True):
        np.testing.assert_allclose(a, b, **ROUNDING)
    for pair in once.pairs:
        np.testing.assert_allclose(once.pairs[pair], twice.pairs[pair], **ROUNDING)


def test_one_cell_by_hand():
    terms = Terms(
        0.0, (np.zeros(2), np.zeros(2)), {(0, 1): np.array([[4.0, 0], [0, 0]])}
    )
    codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.int16)
    pure = purify(terms, codes)
    assert pure.intercept == pytest.approx(1)
    assert pure.main[0] == pytest.approx([1, -1])
    assert pure.main[1] == pytest.approx([1, -1])
    assert pure.pairs[0, 1] == pytest.approx(np.array([[1, -1], [-1, 1]]))


def test_rows_weigh_as_often_as_they_occur():
    terms = Terms(0.0, (np.array([0.0, 4.0]),), {})
    codes = np.array([[0], [1], [1], [1]], dtype=np.int16)
    pure = purify(terms, codes)
    assert pure.intercept == 3
    assert pure.main[0].tolist() == [-3, 1]


def test_a_slice_that_no_row_reaches_is_left_as_it_is():
    rng = np.random.default_rng(0)
    table = rng.normal(size=(4, 3))
    codes = rng.integers([1, 0], [4, 3], (50, 2)).astype(np.int16)  # no code 0 first
    terms = Terms(0.0, (np.zeros(4), np.zeros(3)), {(0, 1): table})
    pure = purify(terms, codes)
    # only what its columns have in common with the others was taken out
    column_shift = table - pure.pairs[0, 1]
    spread = column_shift[0] - column_shift[1]
    assert spread == pytest.approx(np.full(3, spread[0]))


def test_features_that_nearly_determine_each_other_are_centred_too():
    # alternating sweeps would need about 1e5 rounds for this table
    codes = np.array([[0, 0]] * 30_000 + [[1, 1]] * 9_000 + [[0, 1]], dtype=np.int16)
    table = np.array([[1.0, -2.0], [3.0, 5.0]])
    pure = purify(Terms(0.0, (np.zeros(2), np.zeros(2)), {(0, 1): table}), codes)
    counts = counts_of(codes, (0, 1), (2, 2))
    weighted = counts * pure.pairs[0, 1]
    assert np.abs(weighted.sum(axis=1) / counts.sum(axis=1)).max() < 1e-12
    assert np.abs(weighted.sum(axis=0) / counts.sum(axis=0)).max() < 1e-12


def test_no_rows_to_centre_on_is_refused():
    with pytest.raises(ValueError, match="no real training row"):
        purify(Terms(0.0, (np.zeros(2),), {}), np.empty((0, 1), dtype=np.int16))


@settings(max_examples=60, deadline=None)
@given(random_terms())
def test_rounding_moves_no_score_by_more_than_half_a_unit_per_term(case):
    terms, world = case
    rounded = quantize(terms)
    bound = (len(terms.main) + len(terms.pairs) + 1) * UNIT / 2
    moved = rounded.log_odds(world.grid) - terms.log_odds(world.grid)
    assert np.abs(moved).max() <= bound + 1e-14
    assert bound < 1e-9


@given(st.lists(st.floats(-60, 60), min_size=2, max_size=60), st.randoms())
def test_rounded_contributions_add_up_to_the_same_bits_in_any_order(values, random):
    table = quantize(Terms(0.0, tuple(np.array([v]) for v in values), {}))
    contributions = [float(effect[0]) for effect in table.main]
    total = sum(contributions)
    random.shuffle(contributions)
    assert sum(contributions) == total
    assert float(np.sum(contributions)) == total
    assert UNIT * sum(int(units(value)) for value in contributions) == total


def test_without_rounding_the_order_would_show():
    sums = {sum(order) for order in permutations([0.1, 0.2, 0.3, 0.7])}
    assert len(sums) > 1
    rounded = quantize(Terms(0.0, (np.array([0.1, 0.2, 0.3, 0.7]),), {})).main[0]
    assert len({sum(order) for order in permutations(rounded.tolist())}) == 1


def test_units_give_back_the_same_bits():
    rounded = quantize(Terms(-1e-14, (np.array([-1e-14, 1 / 3, -2.5]),), {}))
    for table in (np.array([rounded.intercept]), *rounded.main):
        assert (units(table) * UNIT).tobytes() == table.tobytes()


@pytest.mark.parametrize("size", [2.0**11, np.inf, np.nan])
def test_sums_beyond_what_is_exact_are_refused(size):
    with pytest.raises(ValueError, match="beyond the 4096 that is exact"):
        quantize(Terms(2.0**10, (np.array([0.0, -size]), np.array([2.0**10])), {}))


def test_more_terms_than_the_error_allows_are_refused():
    with pytest.raises(ValueError, match="2300 terms"):
        quantize(Terms(0.0, tuple(np.zeros(1) for _ in range(2300)), {}))
