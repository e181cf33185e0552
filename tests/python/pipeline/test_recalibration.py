"""The latest outcomes move the probabilities of prospects, and nothing else."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit, logit

from conftest import CHEAP

CONTACTS = 200


@pytest.fixture(scope="module")
def recalibrated(sample, tmp_path_factory):
    """The sample with a shift, whether it helps or not."""
    moved = sample.copy(tmp_path_factory.mktemp("recalibrated"))
    settings = {"method": "latest", "contacts": CONTACTS, "label_delay_days": 3}
    run = moved.dbt(
        "run", "--select", "int_recent_outcomes+", recalibration=settings, **CHEAP
    )
    assert run.code == 0, run.output[-3000:]
    return moved


def test_the_mean_probability_becomes_the_observed_rate(recalibrated):
    outcomes = recalibrated.frame(
        "select contacted_on, is_subscriber, subscription_probability"
        " from registry.int_recent_outcomes order by outcome_rank"
    )
    days = recalibrated.frame(
        "select as_of, shift, last_contacted_on, contact_count"
        " from registry.recalibrations order by as_of"
    )
    assert days["shift"].notna().sum() > 50
    for day in days.itertuples():
        age = (day.as_of - outcomes["contacted_on"]).dt.days
        known = outcomes[age > 3].tail(CONTACTS)
        if len(known) < CONTACTS:
            assert np.isnan(day.shift)
            assert day.contact_count == 0
            continue
        assert day.last_contacted_on == known["contacted_on"].max()
        log_odds = logit(known["subscription_probability"].to_numpy())
        count = np.clip(known["is_subscriber"].sum(), 0.5, CONTACTS - 0.5)
        exact = brentq(lambda s: expit(log_odds + s).sum() - count, -16, 16)  # noqa: B023
        assert day.shift == pytest.approx(exact, abs=2e-9)


def test_the_evidence_is_that_of_contacts_older_than_those_used(sample):
    """By `auto`, each with the shift of its own day; computed again with numpy."""
    replayed = sample.frame(
        """
        select
            outcomes.is_subscriber,
            outcomes.subscription_probability as probability,
            days.shift
        from registry.int_recent_outcomes as outcomes
        inner join registry.recalibrations as days
            on outcomes.contacted_on = days.as_of
        cross join (from registry.recalibrations where is_current) as now
        where
            outcomes.outcome_rank <= 500 * 10
            and outcomes.outcome_rank <= (
                select count(*) - 500 from registry.int_recent_outcomes
            )
            and days.shift is not null
        """
    )
    [now] = sample.query(
        "select replayed_count, replayed_log_loss, replayed_shifted_log_loss,"
        " is_applied, reason, replayed_upper_95 from registry.recalibrations"
        " where is_current"
    )
    truth = replayed["is_subscriber"].to_numpy(dtype=bool)
    probability = replayed["probability"].to_numpy()
    shifted = expit(logit(probability) + replayed["shift"].to_numpy())
    losses = [
        -np.log(np.where(truth, chance, 1 - chance)).mean()
        for chance in (probability, shifted)
    ]
    assert now[0] == len(replayed) > 100
    assert now[1:3] == pytest.approx(losses, abs=1e-9)
    assert now[3] == (now[5] < 0)
    assert now[4].startswith("applied: on" if now[3] else "not applied: on")


def test_prospects_move_and_no_one_else(sample, recalibrated):
    [(shift,)] = recalibrated.query(
        "select shift from registry.recalibrations where is_applied"
    )
    assert abs(shift) > 0.01
    query = (
        "select contact_id, split, log_odds, subscription_probability, score_decile"
        " from scoring.predictions order by contact_id"
    )
    before, after = sample.frame(query), recalibrated.frame(query)
    for column in ("contact_id", "split", "log_odds", "score_decile"):
        assert before[column].equals(after[column])
    moved = after["split"] == "score"
    one, other = before["subscription_probability"], after["subscription_probability"]
    assert one[~moved].equals(other[~moved])
    difference = logit(other[moved].to_numpy()) - logit(one[moved].to_numpy())
    assert difference == pytest.approx(np.full(len(difference), shift), abs=1e-9)


def test_whoever_says_a_probability_says_the_same(recalibrated):
    [(threshold,)] = recalibrated.query(
        "select distinct threshold from scoring.predictions where split = 'score'"
    )
    decided = "select contact_id, is_predicted_subscriber from {} order by contact_id"
    predictions = recalibrated.query(decided.format("scoring.predictions"))
    assert (
        recalibrated.query(decided.format("scoring.predict_by('f_beta')"))
        == predictions
    )
    for other in (threshold + 1e-9, threshold - 1e-9, 0.5):
        wrong = (
            f"select count(*) from scoring.predict_at({other}) where"
            f" is_predicted_subscriber <> (subscription_probability >= {other})"
        )
        assert recalibrated.value(wrong) == 0
    listed = recalibrated.query("select contact_id from report.call_list order by all")
    called = recalibrated.query(
        "select contact_id from scoring.predictions"
        " where split = 'score' and is_predicted_subscriber order by all"
    )
    assert listed == called


def test_a_customer_who_is_asked_about_is_a_prospect(recalibrated):
    [prospect] = recalibrated.query(
        """
        select contacts.* exclude (is_subscriber, contacted_on, duration_seconds),
            predictions.subscription_probability, predictions.threshold,
            predictions.is_predicted_subscriber
        from staging.stg_contacts as contacts
        inner join scoring.predictions as predictions using (contact_id)
        where predictions.split = 'score' order by contact_id limit 1
        """
    )
    asked = recalibrated.query(
        """
        select scored.subscription_probability, scored.threshold,
            scored.is_predicted_subscriber
        from (
            select contacts.*
            from staging.stg_contacts as contacts
            inner join scoring.predictions as predictions using (contact_id)
            where predictions.split = 'score' order by contact_id limit 1
        ) as contacts
        cross join lateral (
            from scoring.score_customer(
                age := contacts.age, job := contacts.job,
                marital_status := contacts.marital_status,
                education := contacts.education,
                has_credit_default := contacts.has_credit_default,
                balance_euros := contacts.balance_euros,
                has_housing_loan := contacts.has_housing_loan,
                has_personal_loan := contacts.has_personal_loan,
                contact_channel := contacts.contact_channel,
                day_of_month := contacts.day_of_month,
                contact_month := contacts.contact_month,
                campaign_contact_count := contacts.campaign_contact_count,
                days_since_previous_contact := contacts.days_since_previous_contact,
                previous_contact_count := contacts.previous_contact_count,
                previous_outcome := contacts.previous_outcome
            )
        ) as scored
        """
    )
    assert asked == [prospect[-3:]]


def test_a_share_stays_a_share(sample, recalibrated):
    """Policies of order call whom they called; the others ask for a probability."""
    count = (
        "select count(*) from scoring.predict_by('{}') where split = 'score'"
        " and is_predicted_subscriber"
    )
    for policy in ("capacity", "min_recall"):
        query = count.format(policy)
        assert sample.value(query) == recalibrated.value(query)
    query = count.format("max_profit")
    assert sample.value(query) != recalibrated.value(query)
