"""What monitoring measures, beside scipy and cases worked out by hand."""

import math

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2, chi2_contingency

COUNTS = """
    with counts as (
        select feature, 'training' as population, code, contact_count
        from monitoring.training_statistics
        union all
        select feature, period, code, sum(contact_count)
        from monitoring.int_code_counts where split <> 'train' group by all
        union all
        select '(score)', period, score_decile, count(*)
        from monitoring.int_watched_predictions group by all
    )
    select feature, population, code, contact_count from counts where contact_count > 0
"""


def both_rows(one, other):
    codes = sorted({*one, *other})
    return np.array([[side.get(code, 0) for code in codes] for side in (one, other)])


def stability_index(found, expected):
    """Siddiqi 2006, with half a contact more on each level."""
    q, p = ((row + 0.5) / (row.sum() + 0.5 * len(row)) for row in (found, expected))
    return float(np.sum((q - p) * np.log(q / p)))


@pytest.fixture(scope="module")
def populations(sample):
    counts = {}
    for feature, population, code, count in sample.query(COUNTS):
        counts.setdefault((feature, population), {})[code] = count
    return counts


def test_drift_is_what_scipy_and_the_formula_say(sample, populations):
    drift = sample.query(
        "select feature, period, compared_with, contact_count, compared_count,"
        " code_count, psi, psi_noise_floor, js_distance from monitoring.int_drift"
    )
    assert len(drift) > 500
    assert {row[0] for row in drift} >= {"(score)", "age", "job"}
    for feature, period, other, n, m, k, psi, floor, distance in drift:
        rows = both_rows(populations[feature, period], populations[feature, other])
        assert (n, m, k) == (*rows.sum(axis=1), rows.shape[1])
        assert psi == pytest.approx(stability_index(*rows), abs=1e-12)
        assert distance == pytest.approx(jensenshannon(*rows), abs=1e-7)
        if k > 2:  # the formula for the quantile is a little off with one degree
            expected = (1 / n + 1 / m) * chi2.ppf(0.95, k - 1)
            assert floor == pytest.approx(expected, rel=0.01)


def test_an_index_worked_out_by_hand():
    """Of (1, 3) against (2, 2): shares .3 and .7 against .5 and .5."""
    by_hand = -0.2 * math.log(0.3 / 0.5) + 0.2 * math.log(0.7 / 0.5)
    assert stability_index(np.array([1, 3]), np.array([2, 2])) == pytest.approx(by_hand)


def test_chance_is_that_of_chi_square_where_counts_are_large(sample, populations):
    """With small counts the two part: there chi-square has no such distribution."""
    compared = 0
    for feature, period, other, chance in sample.query(
        "select feature, period, compared_with, chance from monitoring.int_drift"
    ):
        rows = both_rows(populations[feature, period], populations[feature, other])
        margins = rows.sum(axis=0) * rows.sum(axis=1)[:, np.newaxis] / rows.sum()
        if rows.shape[1] > 1 and margins.min() >= 5:
            usual = chi2_contingency(rows, correction=False).pvalue
            if usual < 0.2:  # what is likely may be off by more: it never alarms
                assert chance == pytest.approx(usual, abs=0.01)
                compared += 1
            else:
                assert chance > 0.15
    assert compared > 50


def test_training_is_what_the_train_contacts_were(sample):
    """The model alone says it, so that it can be watched elsewhere."""
    assert (
        sample.query(
            "select feature, code, contact_count from monitoring.training_statistics"
            " where feature <> '(score)' and contact_count > 0"
            " except select feature, code, sum(contact_count)::bigint"
            " from monitoring.int_code_counts where split = 'train' group by all"
        )
        == []
    )
    assert sample.value(
        "select sum(contact_count) from monitoring.training_statistics"
        " where feature = '(score)'"
    ) == sample.value(
        "select count(*) from scoring.predictions where split = 'validation'"
    )
