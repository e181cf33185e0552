"""A constrained effect, summed over its pairs, never turns, to the last bit."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_segmentation.classifiers.collapse import collapse_trees
from customer_segmentation.classifiers.purification import purify
from customer_segmentation.classifiers.quantization import quantize
from customer_segmentation.classifiers.terms import Terms
from customer_segmentation.codes import code_directions
from customer_segmentation.errors import ConfigurationError
from customer_segmentation.features import Feature
from customer_segmentation.training import train_model
from ml_cases import (
    CONFIGURATION,
    World,
    balanced_rows,
    boosting_parameters,
    fit,
    levels_table,
    pair_constraints,
    probe_values,
    validation_rows,
    whole_grid,
    worlds,
)

N_CODES = (13, 5, 4, 3)
PAIRS = [(0, 1), (0, 2), (1, 3)]
PARAMETERS = {"members": 3, "max_iter": 60, "min_samples_leaf": 10}


def lowest_step(terms, n_codes, feature):
    """The smallest rise along the codes of a feature, whatever the others are."""
    curves = terms.log_odds(whole_grid(n_codes)).reshape(n_codes)
    known = np.moveaxis(curves, feature, 0)[1:]
    return np.diff(known, axis=0).min(initial=np.inf)


def lowest_summed_step(terms, feature):
    """The same from the tables: main effect and, of each pair, its worst column."""
    steps = np.diff(terms.main[feature][1:])
    for (first, second), table in terms.pairs.items():
        if feature in (first, second):
            along = table if feature == first else table.T
            steps = steps + np.diff(along[1:], axis=0).min(axis=1)
    return steps.min(initial=np.inf)


@pytest.fixture(scope="module")
def wavy():
    """Feature 0 rises on the whole, with a dip, and falls for one code of feature 1."""
    rng = np.random.default_rng(5)
    codes = np.column_stack([rng.integers(0, n, 4000) for n in N_CODES])
    age, job = codes[:, 0], codes[:, 1]
    log_odds = -1.5 + 0.15 * age - 1.5 * (age == 6) - 0.5 * age * (job == 2)
    labels = rng.random(4000) < 1 / (1 + np.exp(-log_odds))
    return World(codes.astype(np.int16), labels, N_CODES)


def signed(terms, direction):
    """The same terms, or their opposite."""
    return Terms(
        direction * terms.intercept,
        tuple(direction * table for table in terms.main),
        {pair: direction * table for pair, table in terms.pairs.items()},
    )


def stored(model, world):
    """The terms as a document stores them."""
    return quantize(purify(model.terms(), world.codes[::2]))


def test_without_the_constraint_the_effect_turns(wavy):
    terms = stored(fit(wavy, PAIRS, PARAMETERS), wavy)
    assert lowest_step(terms, N_CODES, 0) < -0.3
    assert lowest_summed_step(terms, 0) < -0.3


@pytest.mark.parametrize("direction", [1, -1])
def test_a_constrained_effect_never_turns(wavy, direction):
    model = fit(
        wavy, PAIRS, PARAMETERS, classifier="monotone_pairs",
        directions=(direction, 0, 0, 0),
    )  # fmt: skip
    terms = signed(stored(model, wavy), direction)
    assert lowest_step(terms, N_CODES, 0) == 0  # flat somewhere, and exactly so
    assert lowest_summed_step(terms, 0) == 0
    assert lowest_step(terms, N_CODES, 2) < 0  # what is not asked for is not kept
    if direction > 0:
        assert np.ptp(terms.main[0][1:]) > 0.2  # and it does rise


def test_leaves_that_are_not_rounded_would_turn_it_by_a_bit(wavy):
    model = fit(
        wavy, PAIRS, PARAMETERS, classifier="monotone_pairs", directions=(1, 0, 0, 0)
    )
    terms = quantize(purify(collapse_trees(model.members, N_CODES), wavy.codes))
    assert -1e-10 < lowest_step(terms, N_CODES, 0) < 0


def test_directions_without_any_are_no_constraint(wavy):
    free = fit(wavy, PAIRS, PARAMETERS).decision_function(wavy.grid)
    monotone = fit(
        wavy, PAIRS, PARAMETERS, classifier="monotone_pairs", directions=(0, 0, 0, 0)
    )
    assert monotone.decision_function(wavy.grid).tobytes() == free.tobytes()


@st.composite
def constrained(draw):
    world = draw(worlds())
    n_features = len(world.n_codes)
    directions = draw(
        st.lists(st.sampled_from([-1, 0, 1]), min_size=n_features, max_size=n_features)
    )
    pairs = draw(pair_constraints(n_features))
    return world, pairs, directions, draw(boosting_parameters)


@settings(max_examples=60, deadline=None)
@given(constrained())
def test_any_model_keeps_its_directions_and_its_scores(case):
    world, pairs, directions, parameters = case
    model = fit(
        world, pairs, parameters, classifier="monotone_pairs", directions=directions
    )
    terms = stored(model, world)
    for feature, direction in enumerate(directions):
        if direction:
            turned = signed(terms, direction)
            assert lowest_step(turned, world.n_codes, feature) >= 0
            assert lowest_summed_step(turned, feature) >= 0
    np.testing.assert_allclose(
        terms.log_odds(world.grid), model.decision_function(world.grid), atol=1e-10
    )


def test_a_flag_grows_from_false_to_true_whichever_code_they_have():
    flag = Feature("loan", "category", "increasing")
    levels = pd.DataFrame(
        {"feature": "loan", "code": [1, 2], "level": ["false", "true"]}
    )
    assert code_directions(levels, [flag]) == (1,)
    turned = levels.assign(level=["true", "false"])
    assert code_directions(turned, [flag]) == (-1,)
    assert code_directions(turned.head(0), [flag]) == (1,)
    falling = Feature("loan", "category", "decreasing")
    assert code_directions(turned, [falling]) == (1,)
    assert code_directions(turned, [Feature("loan", "category")]) == (0,)


def train(monotone, classifier="monotone_pairs"):
    features = [dict(entry) for entry in CONFIGURATION["features"]]
    for entry in features:
        if entry["name"] in monotone:
            entry["monotone"] = monotone[entry["name"]]
    changes = {"features": features, "classifier": classifier}
    return train_model(
        balanced_rows(), validation_rows(), levels_table(), probe_values(),
        CONFIGURATION | changes, "f" * 32,
    ).iloc[0]  # fmt: skip


def test_a_document_says_which_features_are_constrained():
    document = json.loads(train({"age": "decreasing"})["content"])
    said = [{"name": "age", "kind": "number", "monotone": "decreasing"}]
    assert document["features"] == [*said, *CONFIGURATION["features"][1:]]
    assert document["parameters"]["features"] == document["features"]


def test_a_category_has_no_order_to_keep():
    with pytest.raises(ConfigurationError, match="'job' is a category and monotone"):
        train({"job": "increasing"})


def test_an_unknown_direction_is_named():
    with pytest.raises(ConfigurationError, match="monotone: 'up'; give it one of"):
        train({"age": "up"})
