"""Probabilities rise with the score and mean what validation rows showed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_segmentation.calibration import fit_calibrations


def table(scores, labels, real=0.1, balanced=0.2):
    rows = fit_calibrations(np.array(scores), np.array(labels), real, balanced)
    return pd.DataFrame(rows).groupby("method", sort=False)


def line(scores, labels):
    return table(scores, labels).get_group("platt").iloc[0]


def knots(scores, labels):
    return table(scores, labels).get_group("isotonic")


def drawn(n=20_000, slope=1.5, intercept=-2.0, seed=0):
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=n)
    probability = 1 / (1 + np.exp(-(slope * scores + intercept)))
    return scores, rng.random(n) < probability


@st.composite
def validation_rows(draw):
    values = st.floats(-30, 30).map(lambda x: round(x, 2))
    rows = draw(st.lists(st.tuples(values, st.booleans()), min_size=1, max_size=200))
    scores, labels = zip(*rows, strict=True)
    return np.array(scores), np.array(labels)


def test_the_table_has_its_shape():
    scores, labels = drawn(500)
    rows = pd.DataFrame(fit_calibrations(scores, labels, 0.1, 0.2))
    assert list(rows.columns) == [
        "method",
        "knot_rank",
        "log_odds",
        "probability",
        "slope",
        "intercept",
        "is_fitted",
    ]
    lines = rows["method"] != "isotonic"
    assert rows["method"][lines].tolist() == ["platt", "prior_correction"]
    assert (
        rows.loc[lines, ["knot_rank", "log_odds", "probability"]].isna().all(axis=None)
    )
    assert rows.loc[~lines, ["slope", "intercept"]].isna().all(axis=None)
    ranks = rows.loc[~lines, "knot_rank"].tolist()
    assert ranks == list(range(1, len(ranks) + 1))
    assert rows["is_fitted"].all()


def test_platt_finds_the_line_the_labels_were_drawn_from():
    fitted = line(*drawn())
    assert fitted["slope"] == pytest.approx(1.5, abs=0.1)
    assert fitted["intercept"] == pytest.approx(-2.0, abs=0.1)


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_platt_does_not_depend_on_the_scale_of_the_scores(scale):
    scores, labels = drawn(2000)
    fitted, scaled = line(scores, labels), line(scores * scale + scale, labels)
    assert scaled["slope"] * scale == pytest.approx(fitted["slope"])
    shift = scaled["slope"] * scale
    assert scaled["intercept"] + shift == pytest.approx(fitted["intercept"])


@settings(max_examples=60, deadline=None)
@given(validation_rows())
def test_platt_is_at_the_optimum_of_its_targets_or_says_that_it_is_not_fitted(case):
    scores, labels = case
    fitted = line(scores, labels)
    assert fitted["slope"] > 0
    if not fitted["is_fitted"]:
        assert (fitted["slope"], fitted["intercept"]) == (1, 0)
        return
    positive, negative = labels.sum(), (~labels).sum()
    target = np.where(labels, (positive + 1) / (positive + 2), 1 / (negative + 2))
    expected = 1 / (1 + np.exp(-(fitted["slope"] * scores + fitted["intercept"])))
    assert expected.mean() == pytest.approx(target.mean(), abs=1e-10)
    assert (scores * (expected - target)).mean() == pytest.approx(0, abs=1e-9)


def test_platt_stays_finite_where_the_classes_are_separable():
    fitted = line([-2.0, -1.0, 1.0, 2.0], [False, False, True, True])
    assert fitted["is_fitted"]
    # the targets are 3/4 and 1/4: the line passes near their log-odds
    assert 0.5 < fitted["slope"] < 1.2
    assert fitted["intercept"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("scores", "labels"),
    [
        ([], []),
        ([1.0], [True]),
        ([1.0, 2.0], [False, False]),
        ([1.0, 1.0], [False, True]),
    ],
)
def test_rows_that_cannot_tell_leave_the_identity_and_say_so(scores, labels):
    groups = table(np.array(scores, dtype=float), np.array(labels, dtype=bool))
    platt = groups.get_group("platt").iloc[0]
    assert (platt["slope"], platt["intercept"]) == (1, 0)
    isotonic = groups.get_group("isotonic")
    assert len(isotonic) >= 1
    assert isotonic["probability"].to_numpy(float) == pytest.approx(
        1 / (1 + np.exp(-isotonic["log_odds"].to_numpy(float)))
    )
    assert not platt["is_fitted"]
    assert not isotonic["is_fitted"].any()
    assert groups.get_group("prior_correction")["is_fitted"].all()


def test_a_line_that_would_turn_the_ranking_round_is_not_used():
    scores, labels = drawn(500)
    fitted = line(-scores, labels)
    assert (fitted["slope"], fitted["is_fitted"]) == (1, False)


def test_prior_correction_by_hand():
    row = table([0.0, 1.0], [False, True], 0.1, 0.5).get_group("prior_correction")
    assert row.iloc[0]["slope"] == 1
    assert row.iloc[0]["intercept"] == pytest.approx(np.log(1 / 9))


@pytest.mark.parametrize("prevalence", [0.0, 1.0, float("nan")])
def test_a_prevalence_of_one_class_only_is_refused(prevalence):
    with pytest.raises(ValueError, match="The real prevalence"):
        table([0.0, 1.0], [False, True], real=prevalence)
    with pytest.raises(ValueError, match="The balanced prevalence"):
        table([0.0, 1.0], [False, True], balanced=prevalence)


def test_isotonic_by_hand():
    # blocks: {1}: 0, {2, 3}: 1/2 (the labels fall), {4, 6}: 1; n = 5
    found = knots([1.0, 2.0, 3.0, 4.0, 6.0], [False, True, False, True, True])
    assert found["log_odds"].tolist() == [1.0, 2.5, 5.0]
    assert found["probability"].tolist() == [0.1, 0.5, 0.9]


@settings(max_examples=60, deadline=None)
@given(validation_rows())
def test_isotonic_knots_rise_and_are_neither_0_nor_1(case):
    scores, labels = case
    found = knots(scores, labels)
    probability = found["probability"].to_numpy(float)
    assert (np.diff(found["log_odds"].to_numpy(float)) > 0).all()
    assert (np.diff(probability) > 0).all()
    if found["is_fitted"].all():
        edge = 1 / (2 * len(scores))
        assert probability.min() >= edge
        assert probability.max() <= 1 - edge


def test_isotonic_needs_few_knots_and_keeps_the_mean():
    rng = np.random.default_rng(1)
    scores = np.sort(rng.normal(size=40_000))
    labels = rng.random(40_000) < np.linspace(0.0, 1.0, 40_000)
    found = knots(scores, labels)
    assert 30 < len(found) <= 64
    mapped = np.interp(scores, found["log_odds"], found["probability"])
    assert mapped.mean() == pytest.approx(labels.mean(), abs=0.005)
    assert np.abs(mapped - np.linspace(0, 1, 40_000)).max() < 0.08


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(5, 3, [0.05, 0.8]), (3, 5, [0.2, 0.95]), (3, 3, [0.2, 0.9375])],
)
def test_the_smallest_block_is_pooled_with_its_smaller_neighbour(
    monkeypatch, before, after, expected
):
    monkeypatch.setattr("customer_segmentation.calibration.MAX_KNOTS", 2)
    labels = [False] * before + [True, False] + [True] * after  # the middle: 1/2
    found = knots(np.arange(float(len(labels))), labels)
    assert found["probability"].tolist() == expected


@pytest.mark.parametrize("small_is_last", [False, True])
def test_a_smallest_block_at_an_end_has_one_neighbour(monkeypatch, small_is_last):
    monkeypatch.setattr("customer_segmentation.calibration.MAX_KNOTS", 2)
    labels = [False] + [True, False] * 2 + [True] * 4
    if small_is_last:
        labels = [not label for label in reversed(labels)]
    found = knots(np.arange(9.0), labels)["probability"].tolist()
    # of [1, 4, 4] rows, the first two blocks together hold 2 subscribers of 5
    assert found == ([1 / 18, 0.6] if small_is_last else [0.4, 17 / 18])


def test_scores_that_are_not_finite_or_too_few_are_refused():
    with pytest.raises(ValueError, match="2 scores, 1 of them not finite"):
        table([0.0, np.nan], [False, True])
    with pytest.raises(ValueError, match="2 scores, 0 of them not finite, for 1"):
        table([0.0, 1.0], [True])
