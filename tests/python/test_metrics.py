"""Every metric is what scikit-learn says of the same rows, for all weights at once."""

import warnings

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    brier_score_loss,
    fbeta_score,
    log_loss,
    matthews_corrcoef,
    precision_score,
    recall_score,
    roc_auc_score,
)

from customer_segmentation import metrics as module
from customer_segmentation.metrics import METRICS, metrics, ranking_metrics

BETA = 2.0
NAN = float("nan")


def by_sklearn(log_odds, probability, called, labels, weights):
    """Measure one row of weights; what scikit-learn does not have, by definition."""
    counted = weights > 0
    log_odds, probability = log_odds[counted], probability[counted]
    called, labels, weights = called[counted], labels[counted], weights[counted]
    if not len(weights):
        return dict.fromkeys(METRICS, NAN)
    rate = {"sample_weight": weights, "zero_division": np.nan}
    weight = {"sample_weight": weights}
    is_both = labels.any() and not labels.all()
    recall = recall_score(labels, called, **rate)
    specificity = recall_score(~labels, ~called, **rate)
    prevalence = np.average(labels, weights=weights)
    brier = brier_score_loss(labels, probability, pos_label=True, **weight)
    return {
        "accuracy": accuracy_score(labels, called, **weight),
        "precision": precision_score(labels, called, **rate),
        "recall": recall,
        "f1": fbeta_score(labels, called, beta=1, **rate),
        "f_beta": fbeta_score(labels, called, beta=BETA, **rate),
        "specificity": specificity,
        "balanced_accuracy": (recall + specificity) / 2,
        "mcc": matthews_corrcoef(labels, called, **weight),
        "called_share": np.average(called, weights=weights),
        "prevalence": prevalence,
        "roc_auc": roc_auc_score(labels, log_odds, **weight) if is_both else NAN,
        "average_precision": average_precision_score(labels, log_odds, **weight)
        if labels.any()
        else NAN,
        "alift": area_under_the_gains_curve(log_odds, labels, weights),
        "log_loss": log_loss(labels, probability, labels=[False, True], **weight),
        "brier": brier,
        "brier_skill": 1 - brier / (prevalence * (1 - prevalence)) if is_both else NAN,
        "ece": calibration_error(probability, labels, weights),
    }


def area_under_the_gains_curve(log_odds, labels, weights):
    """Draw the curve point by point: share called across, share found up."""
    if not labels.any():
        return NAN
    called, found = [0.0], [0.0]
    for score in sorted(set(log_odds), reverse=True):
        above = log_odds >= score
        called.append(weights[above].sum() / weights.sum())
        found.append(weights[above & labels].sum() / weights[labels].sum())
    return np.trapezoid(found, called)


def calibration_error(probability, labels, weights):
    error = 0.0
    for number in range(10):
        rows = np.floor(probability * 10).clip(max=9) == number
        if rows.any():
            share = weights[rows].sum() / weights.sum()
            observed = np.average(labels[rows], weights=weights[rows])
            predicted = np.average(probability[rows], weights=weights[rows])
            error += share * abs(observed - predicted)
    return error


def assert_as_sklearn(log_odds, probability, called, labels, weights):
    measured = metrics(log_odds, probability, called, labels, weights, BETA)
    assert tuple(measured) == METRICS
    for replicate, row in enumerate(weights):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = by_sklearn(log_odds, probability, called, labels, row)
        got = {name: values[replicate] for name, values in measured.items()}
        assert got == pytest.approx(expected, abs=1e-12, rel=1e-12, nan_ok=True)


def drawn(n=500, seed=0, digits=1):
    rng = np.random.default_rng(seed)
    log_odds = rng.normal(-1, 1.5, n).round(digits)
    probability = 1 / (1 + np.exp(-log_odds))
    return log_odds, probability, probability > 0.3, rng.random(n) < probability


@st.composite
def measured_rows(draw):
    """Draw few distinct scores, so that ties and one-class rows are frequent."""
    n_rows = draw(st.integers(1, 40))
    scores = draw(st.integers(1, 6).map(lambda k: np.linspace(-2, 2, k)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    share = draw(st.sampled_from([0.0, 0.1, 0.5, 1.0]))
    return (
        rng.choice(scores, n_rows),
        rng.choice([0.0, 1e-9, 0.1, 0.3, rng.random(), 0.7, 1 - 1e-9, 1.0], n_rows),
        rng.random(n_rows) < draw(st.sampled_from([0.0, 0.4, 1.0])),
        rng.random(n_rows) < share,
        rng.integers(0, draw(st.integers(1, 4)), (2, n_rows)),
    )


@settings(max_examples=100, deadline=None)
@given(measured_rows())
@example((*drawn(30, digits=0), np.ones((1, 30), dtype=int)))
def test_every_metric_is_that_of_scikit_learn(case):
    assert_as_sklearn(*case)


@pytest.mark.parametrize("digits", [0, 1, 12], ids=["ties", "few ties", "no ties"])
def test_every_metric_of_many_rows_is_that_of_scikit_learn(digits):
    rows = drawn(3000, digits=digits)
    weights = np.random.default_rng(1).multinomial(3000, np.full(3000, 1 / 3000), 3)
    assert_as_sklearn(*rows, np.vstack([np.ones(3000, dtype=int), weights]))


@pytest.mark.parametrize("called", [False, True])
@pytest.mark.parametrize("labels", [[False] * 4, [True] * 4, [False, True] * 2])
def test_one_class_and_one_decision(labels, called):
    log_odds, probability = np.array([-1.0, 0, 0, 2]), np.array([0.0, 0.2, 0.2, 1.0])
    rows = log_odds, probability, np.full(4, called), np.array(labels)
    assert_as_sklearn(*rows, np.ones((1, 4), dtype=int))


def test_what_is_not_defined_is_nan_and_nothing_else_is():
    def undefined(called, labels):
        rows = np.zeros(3), np.full(3, 0.5), np.full(3, called), np.full(3, labels)
        measured = metrics(*rows, np.ones((1, 3)), BETA)
        return {name for name, (value,) in measured.items() if np.isnan(value)}

    one_class = {"balanced_accuracy", "roc_auc", "brier_skill"}
    ranking = {"average_precision", "alift"}
    no_positive = {"recall", *ranking, *one_class}
    assert undefined(True, True) == {"specificity", *one_class}
    assert undefined(False, True) == {"specificity", "precision", *one_class}
    assert undefined(True, False) == no_positive
    assert undefined(False, False) == {"precision", "f1", "f_beta", *no_positive}


@pytest.mark.parametrize("labels", [[False], [True]])
def test_one_row_is_measured(labels):
    rows = np.zeros(1), np.array([0.25]), np.array([True]), np.array(labels)
    assert_as_sklearn(*rows, np.array([[1], [0], [5]]))


def test_no_contacts_and_no_replicates():
    nothing, no_flags = np.zeros(0), np.zeros(0, dtype=bool)
    of_no_contacts = metrics(
        nothing, nothing, no_flags, no_flags, np.zeros((2, 0)), BETA
    )
    assert all(
        np.isnan(values).tolist() == [True] * 2 for values in of_no_contacts.values()
    )
    of_no_replicates = metrics(*drawn(5), np.zeros((0, 5)), BETA)
    assert {len(values) for values in of_no_replicates.values()} == {0}


def test_by_hand():
    # subscribers score 3 and 2, the others 2 and 1: 3.5 of 4 pairs are in order
    log_odds = np.array([1.0, 2.0, 2.0, 3.0])
    probability = np.array([0.1, 0.6, 0.6, 0.9])
    labels = np.array([False, True, False, True])
    measured = metrics(
        log_odds, probability, log_odds > 2, labels, np.ones((1, 4)), BETA
    )
    got = {name: values[0] for name, values in measured.items()}
    expected = {
        "accuracy": 3 / 4,
        "precision": 1.0,
        "recall": 1 / 2,
        "f1": 2 / 3,
        "f_beta": 5 / 9,
        "specificity": 1.0,
        "balanced_accuracy": 3 / 4,
        "mcc": 2 / np.sqrt(1 * 2 * 2 * 3),
        "called_share": 1 / 4,
        "prevalence": 1 / 2,
        "roc_auc": 3.5 / 4,
        "average_precision": (1 + 2 / 3) / 2,
        "alift": 5.5 / 8,
        "log_loss": -np.log([0.9, 0.6, 0.4, 0.9]).mean(),
        "brier": (0.01 + 0.16 + 0.36 + 0.01) / 4,
        "brier_skill": 1 - 0.135 / 0.25,
        "ece": (0.1 + abs(1 - 1.2) + 0.1) / 4,
    }
    assert got == pytest.approx(expected)


def test_a_weight_is_that_many_copies_of_the_row():
    rows = drawn(200)
    weights = np.random.default_rng(2).integers(0, 5, (1, 200))
    copies = [np.repeat(values, weights[0]) for values in rows]
    plain = metrics(*copies, np.ones((1, weights.sum())), BETA)
    weighted = metrics(*rows, weights, BETA)
    assert {k: v[0] for k, v in weighted.items()} == pytest.approx(
        {k: v[0] for k, v in plain.items()}, rel=1e-12
    )


def test_certain_and_wrong_costs_much_but_not_everything():
    rows = np.zeros(2), np.array([0.0, 1.0]), np.zeros(2, dtype=bool)
    right, wrong = (
        metrics(*rows, np.array(labels), np.ones((1, 2)), BETA)["log_loss"][0]
        for labels in ([False, True], [True, False])
    )
    assert (right, wrong) == pytest.approx((0, -np.log(np.finfo(float).eps)))


def test_only_the_order_of_the_scores_counts():
    log_odds, _, _, labels = drawn(300)
    weights = np.ones((1, 300))
    plain = ranking_metrics(log_odds, labels, weights)
    assert plain == ranking_metrics(np.exp(log_odds), labels, weights)
    assert plain != ranking_metrics(-log_odds, labels, weights)


def test_chunks_do_not_show(monkeypatch):
    rows, n_replicates = drawn(50), 7
    weights = np.random.default_rng(3).integers(0, 3, (n_replicates, 50))
    whole = metrics(*rows, weights, BETA)
    monkeypatch.setattr(module, "MAX_BYTES", 2 * module.ARRAYS_AT_ONCE * 8 * 50)
    assert module.replicates_at_once(50) == 2
    in_parts = metrics(*rows, weights, BETA)
    for name in METRICS:
        assert whole[name].shape == in_parts[name].shape == (n_replicates,)
        assert in_parts[name] == pytest.approx(whole[name], rel=1e-13, nan_ok=True)


@pytest.mark.parametrize("shape", [(4,), (1, 3), (1, 5)])
def test_weights_of_another_length_are_refused(shape):
    with pytest.raises(ValueError, match="one score, probability, decision"):
        metrics(*drawn(4), np.ones(shape), BETA)
