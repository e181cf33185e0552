"""A pair is strong where its features say together what neither says alone."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from customer_segmentation.study.interactions import (
    assign_folds,
    interaction_gains,
    pair_gains,
)

PAIRS = list(combinations(range(4), 2))


@pytest.fixture(scope="module")
def planted():
    """Features 0 and 1 act by exclusive or, 2 adds, 3 is noise on many codes."""
    rng = np.random.default_rng(1)
    n = 6000
    codes = rng.integers(1, 9, (n, 4)).astype(np.int16)
    codes[:, 3] = rng.integers(0, 129, n)
    either = (codes[:, 0] > 4) ^ (codes[:, 1] > 4)
    log_odds = -2.0 + 1.2 * either + 0.3 * (codes[:, 2] - 4)
    labels = rng.random(n) < 1 / (1 + np.exp(-log_odds))
    return codes, labels


def gains(codes, labels, log_odds):
    found = pair_gains(codes, labels, log_odds, assign_folds(labels, 0), PAIRS)
    return dict(zip(PAIRS, found["interaction_gain"], strict=True))


def test_a_planted_pair_is_first_and_the_others_are_near_zero(planted):
    codes, labels = planted
    known = 0.3 * (codes[:, 2] - 4.0) - 1.4
    found = gains(codes, labels, known)
    assert max(found, key=found.get) == (0, 1)
    assert found[0, 1] > 10
    others = [gain for pair, gain in found.items() if pair != (0, 1)]
    assert np.abs(others).max() < 1


def test_two_effects_that_add_up_are_no_interaction(planted):
    """Also where the scores know nothing of either feature yet."""
    codes, _ = planted
    rng = np.random.default_rng(2)
    log_odds = -1.5 + 0.4 * (codes[:, 0] - 4) + 0.4 * (codes[:, 1] - 4)
    labels = rng.random(len(codes)) < 1 / (1 + np.exp(-log_odds))
    ignorant = np.full(len(codes), -1.5)
    found = pair_gains(codes, labels, ignorant, assign_folds(labels, 0), [(0, 1)])
    assert found["joint_gain"][0] > 20
    assert found["interaction_gain"][0] < 0.05 * found["joint_gain"][0]


def test_scores_that_know_the_pair_leave_it_nothing(planted):
    codes, labels = planted
    either = (codes[:, 0] > 4) ^ (codes[:, 1] > 4)
    known = -2.0 + 1.2 * either + 0.3 * (codes[:, 2] - 4)
    assert np.abs(list(gains(codes, labels, known).values())).max() < 1


def test_a_table_of_all_pairs_tells_which_are_declared(planted):
    codes, labels = planted
    names = ["a", "b", "c", "d"]
    rows = pd.DataFrame(codes, columns=[f"{name}_code" for name in names])
    configuration = {
        "features": [{"name": name, "kind": "number"} for name in names],
        "interactions": [["b", "a"]],
        "classifier": "boosted_pairs",
        "classifier_parameters": {"max_iter": 40, "learning_rate": 0.2},
        "random_state": 0,
    }
    found = interaction_gains(rows.assign(is_subscriber=labels), configuration)
    assert len(found) == 6
    strongest = found.sort_values("interaction_gain").iloc[-1]
    assert [strongest["feature_1"], strongest["feature_2"]] == ["a", "b"]
    assert found["is_declared"].sum() == 1
    assert strongest["is_declared"]
