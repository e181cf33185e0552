"""What monitoring measures, beside scipy and cases worked out by hand."""

import math

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2, chi2_contingency, false_discovery_control
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

from conftest import CHEAP
from customer_segmentation.metrics import ranking_metrics

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


# --- Expected performance ---


@pytest.fixture(scope="module")
def prospects(sample):
    return sample.frame(
        "select log_odds, trained_probability, is_called_as_trained"
        " from monitoring.int_watched_predictions where period = 'prospects'"
    )


def outcomes(prospects, draws):
    chance = prospects["trained_probability"].to_numpy()
    return np.random.default_rng(1).random((draws, len(chance))) < chance


def test_what_is_expected_is_the_mean_of_what_may_happen(sample, prospects):
    """Where outcomes are drawn from the probabilities, 2,000 times."""
    drawn = outcomes(prospects, 2000)
    called = prospects["is_called_as_trained"].to_numpy(dtype=bool)
    once = np.ones((1, len(called)))
    found = {
        "subscribers": drawn.sum(axis=1),
        "true_positives": (drawn & called).sum(axis=1),
        "false_negatives": (drawn & ~called).sum(axis=1),
        "precision": drawn[:, called].mean(axis=1),
        "recall": (drawn & called).sum(axis=1) / drawn.sum(axis=1),
        "f1": 2 * (drawn & called).sum(axis=1) / (called.sum() + drawn.sum(axis=1)),
        "roc_auc": np.array(
            [
                ranking_metrics(prospects["log_odds"].to_numpy(), truth, once)[
                    "roc_auc"
                ][0]
                for truth in drawn[:500]
            ]
        ),
    }
    expected = {
        metric: (value, (upper - lower) / 2 / 1.96)
        for metric, value, lower, upper in sample.query(
            "select metric, expected_value, lower_95, upper_95"
            " from monitoring.expected_performance"
            " where period = 'prospects' and probabilities = 'as trained'"
        )
    }
    for metric, values in found.items():
        value, deviation = expected[metric]
        error = deviation / math.sqrt(len(values))
        assert value == pytest.approx(values.mean(), abs=4 * error), metric
        assert deviation == pytest.approx(values.std(), rel=0.15), metric


def test_what_was_realised_is_what_scikit_learn_measures(sample):
    measured = 0
    for period, auc, precision, loss, count in sample.query(
        "select period, roc_auc, average_precision, log_loss, contact_count"
        " from monitoring.int_period_measures"
        " where probabilities = 'as trained' and labelled_count > 0"
    ):
        contacts = sample.frame(
            "select is_subscriber, log_odds, trained_probability as p"
            f" from monitoring.int_watched_predictions where period = '{period}'"
        )
        truth = contacts["is_subscriber"].to_numpy(dtype=bool)
        assert count == len(truth)
        assert loss == pytest.approx(log_loss(truth, contacts["p"], labels=[0, 1]))
        if 0 < truth.sum() < len(truth):
            assert auc == pytest.approx(roc_auc_score(truth, contacts["log_odds"]))
            assert precision == pytest.approx(
                average_precision_score(truth, contacts["log_odds"])
            )
            measured += 1
    assert measured > 10


# --- Alerts ---


def test_false_alerts_are_held_as_scipy_does(sample):
    checks = sample.frame(
        "select chance, false_alert_share from monitoring.int_checks"
        " where exception_reason is null"
    )
    assert len(checks) > 40
    expected = false_discovery_control(np.minimum(checks["chance"], 1))
    assert np.minimum(checks["false_alert_share"], 1).to_numpy() == pytest.approx(
        expected
    )


def test_the_sample_alerts_of_its_prospects(sample):
    """They stand in other months than training; the calendar is excepted."""
    alerts = dict(
        sample.query(
            "select name, sentence from monitoring.alerts"
            " where period = 'prospects' and check_name = 'feature_drift'"
        )
    )
    assert "previous_outcome" in alerts
    assert alerts["previous_outcome"].endswith("if customers did change, retrain.")
    assert not {"day_of_year", "contact_month", "day_of_month"} & set(alerts)
    assert sample.value(
        "select count(*) from monitoring.int_checks"
        " where name = 'day_of_year' and value > limit_value"
        " and exception_reason like 'tied to the calendar%'"
    )


def test_runs_are_kept_by_a_full_refresh(copy_of_sample):
    """And an alert stops a build where the vars say so."""
    before = copy_of_sample.value("select count(*) from monitoring.scoring_runs")
    run = copy_of_sample.dbt(
        "build", "--full-refresh", "--select", "scoring_runs", "alerts__are_none",
        monitoring={"alerts": "error"}, **CHEAP,
    )  # fmt: skip
    assert run.code == 1
    assert "alerts__are_none" in run.output
    runs = copy_of_sample.query(
        "select invocation_id, scored_count, contact_count"
        " from monitoring.scoring_runs order by started_at"
    )
    assert len(runs) == before + 1
    assert runs[-1][1:] == (0, 4500)
