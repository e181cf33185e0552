"""Each rule behind the light, with a case that turns it."""

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from customer_segmentation.report import trust
from customer_segmentation.report.facts import read_facts
from customer_segmentation.report.trust import Check, Verdict
from customer_segmentation.report.words import SUBSCRIBED

GOOD, CARE, STOP, ABSENT = Verdict.GOOD, Verdict.CARE, Verdict.STOP, Verdict.ABSENT


def split(mean, count=1000, deviation=0.1):
    return {
        "mean_probability": mean, "contact_count": count,
        "probability_deviation": deviation,
    }  # fmt: skip


def auc(value, lower=None, upper=None):
    return {"value": value, "lower_95": lower, "upper_95": upper}


CASES = {
    "own data": (trust.check_synthetic(False), GOOD),
    "invented data": (trust.check_synthetic(True), STOP),
    "a model of these contacts": (trust.check_source("a.csv", "a.csv"), GOOD),
    "a model of others": (trust.check_source("a.csv", "b.csv"), CARE),
    "a model of nobody knows whom": (trust.check_source(None, "b.csv"), CARE),
    "no contacts but prospects": (trust.check_source("a.csv", "none"), ABSENT),
    "the same mix": (trust.check_mix({"age": 0.02, "job": -0.01}), GOOD),
    "another mix": (trust.check_mix({"age": 0.02, "job": 0.11}), CARE),
    "quite another mix": (trust.check_mix({"age": 0.02, "job": 0.26}), STOP),
    "no features": (trust.check_mix({}), GOOD),
    "no contacts to compare with": (trust.check_mix(None), ABSENT),
    "no chances to compare with": (trust.check_mean(split(0.2), None), ABSENT),
    "the same chances": (trust.check_mean(split(0.12), split(0.117)), GOOD),
    "higher chances": (trust.check_mean(split(0.16), split(0.117)), CARE),
    "lower chances": (trust.check_mean(split(0.08), split(0.117)), CARE),
    "twice the chances": (trust.check_mean(split(0.24), split(0.117)), STOP),
    "twice, of three prospects": (trust.check_mean(split(0.24, 3), split(0.117)), GOOD),
    "as many calls": (trust.check_called(200, 1000, 0.22), GOOD),
    "half as many again": (trust.check_called(340, 1000, 0.22), CARE),
    "twice as many": (trust.check_called(419, 500, 0.28), STOP),
    "half as many": (trust.check_called(100, 1000, 0.22), STOP),
    "two of three": (trust.check_called(2, 3, 0.3), GOOD),
    "nothing expected": (trust.check_called(2, 3, None), CARE),
    "all rows read": (trust.check_rejected(0, 4000), GOOD),
    "a slip": (trust.check_rejected(1, 4000), GOOD),
    "some rows rejected": (trust.check_rejected(40, 4000), CARE),
    "many rows rejected": (trust.check_rejected(100, 4000), STOP),
    "a good order": (trust.check_ranking(auc(0.79), SUBSCRIBED), GOOD),
    "a fair order": (trust.check_ranking(auc(0.69), SUBSCRIBED), CARE),
    "a poor order": (trust.check_ranking(auc(0.59), SUBSCRIBED), STOP),
    "nothing to order": (trust.check_ranking(None, SUBSCRIBED), STOP),
    "one outcome": (trust.check_ranking(auc(None), SUBSCRIBED), STOP),
    "a narrow interval": (trust.check_interval(auc(0.79, 0.78, 0.81)), GOOD),
    "a wide interval": (trust.check_interval(auc(0.79, 0.74, 0.84)), CARE),
    "no better than chance": (trust.check_interval(auc(0.55, 0.49, 0.61)), STOP),
    "no interval": (trust.check_interval(auc(0.79)), CARE),
    "true chances": (trust.check_calibration(0.006), GOOD),
    "chances off by 3 points": (trust.check_calibration(0.033), CARE),
    "chances off by 6 points": (trust.check_calibration(0.06), STOP),
    "calibration not measured": (trust.check_calibration(None), CARE),
    "the next campaign, not measured": (
        trust.check_future("hash", 0.79, None, date(2010, 11, 17)), CARE
    ),
    "no study of it": (trust.check_future("hash", 0.79, [], None), CARE),
    "a study that fails": (
        trust.check_future("hash", 0.79, [{"roc_auc": 0.565}], None), STOP
    ),
    "a study that holds": (
        trust.check_future("hash", 0.79, [{"roc_auc": 0.75}], None), GOOD
    ),
    "newest contacts tested": (
        trust.check_future("chronological", 0.565, None, None), STOP
    ),
    "newest contacts hold": (
        trust.check_future("chronological", 0.72, None, None), GOOD
    ),
    "no monitoring": (trust.check_alerts(None), ABSENT),
    "no alert": (trust.check_alerts([]), GOOD),
    "an alert": (trust.check_alerts([{}]), CARE),
}  # fmt: skip


@pytest.mark.parametrize(("check", "verdict"), CASES.values(), ids=CASES)
def test_a_rule_says_what_is_wrong(check, verdict):
    assert check.verdict is verdict
    assert check.sentence.endswith(".")
    assert check.name.endswith("?")


def test_the_light_is_the_worst():
    def lit(*verdicts):
        return trust.light([Check("", "", verdict, "") for verdict in verdicts])

    assert lit(GOOD, CARE, GOOD) is CARE
    assert lit(CARE, STOP) is STOP
    assert lit(GOOD, ABSENT) is GOOD
    assert lit(ABSENT) is GOOD
    assert lit() is GOOD


def test_what_may_be_chance_is_said_to_be():
    assert "may be chance" in trust.check_called(2, 3, 0.3).sentence
    assert "may be chance" not in trust.check_called(210, 1000, 0.22).sentence
    assert "up to" not in trust.check_future("hash", 0.79, None, None).sentence


def test_contacts_that_a_model_was_not_trained_on_are_named(facts):
    """A model that was kept, or scores another table, is of other contacts."""
    assert named(facts)["a model of other contacts"].verdict is GOOD
    model = facts.model | {"trained_on": "/data/bank.csv"}
    check = named(replace(facts, model=model))["a model of other contacts"]
    assert check.verdict is CARE
    assert "on /data/bank.csv, and it scores sample" in check.sentence


def test_what_is_absent_is_said():
    assert "no monitoring" in trust.check_alerts(None).sentence


def test_the_stability_index_is_that_of_the_textbook():
    # (.6 - .5) ln(.6 / .5) + (.4 - .5) ln(.4 / .5), and nothing for chance
    assert trust.stability_index(
        [500_000, 500_000], [600_000, 400_000]
    ) == pytest.approx(0.0405, abs=1e-4)


def test_it_leaves_out_what_chance_brings():
    assert trust.stability_index([50, 50, 50, 50], [12, 9, 11, 8]) < 0.01
    assert trust.stability_index([50, 50], [25, 25]) < 0
    assert trust.stability_index([0, 100], [100, 0]) > trust.SHIFTED_FAR


@pytest.mark.parametrize("counts", [([], []), ([5], [3]), ([5, 5], [0, 0])])
def test_it_is_nothing_where_nothing_can_differ(counts):
    assert trust.stability_index(*counts) == 0


def test_a_mix_that_differs_is_named():
    check = trust.check_mix({"age": 0.02, "contact month": 0.9, "job": 0.3})
    assert "contact month and job" in check.sentence


@pytest.fixture(scope="module")
def facts(sample):
    with duckdb.connect(str(sample.database), read_only=True) as connection:
        return read_facts(connection)


def named(facts):
    return {check.topic: check for check in trust.trust_checks(facts)}


def test_the_sample_is_red_for_good_reasons(facts):
    checks = named(facts)
    assert trust.light(list(checks.values())) is STOP
    assert checks["invented data"].verdict is STOP
    assert checks["alerts"].verdict is CARE
    assert "contact month" in checks["the mix of prospects"].sentence


def test_prospects_that_are_like_the_others_are_no_shift(facts):
    """The very contacts that it was checked on, as prospects."""
    level_counts = [
        *(row for row in facts.level_counts if row["split"] != "score"),
        *(
            row | {"split": "score"}
            for row in facts.level_counts
            if row["split"] == "validation"
        ),
    ]
    splits = facts.splits | {"score": facts.splits["validation"]}
    checks = named(replace(facts, level_counts=level_counts, splits=splits))
    assert checks["the mix of prospects"].verdict is GOOD
    assert checks["the level of their chances"].verdict is GOOD
    assert checks["the number of calls"].verdict is GOOD


def test_without_contacts_of_its_own_a_build_says_what_it_cannot_compare(facts):
    checks = named(replace(facts, splits={"score": facts.splits["score"]}))
    assert checks["the mix of prospects"].verdict is ABSENT
    assert checks["the level of their chances"].verdict is ABSENT
    assert checks["the number of calls"].verdict is STOP


def test_without_prospects_nothing_is_said_of_them(facts):
    splits = {name: row for name, row in facts.splits.items() if name != "score"}
    assert "the mix of prospects" not in named(replace(facts, splits=splits))
