"""The light of the page: what would make its numbers wrong, by stated rules.

Each rule is a function of a few numbers and returns one check; the light is the worst
of them. What is not measured yet is said so, and never counts as good.
"""

import math
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from customer_segmentation.report.facts import Facts, Row
from customer_segmentation.report.words import Outcome, count, day, listed, percent

#: Population stability index, beyond what chance brings: Siddiqi's bounds, 2006.
SHIFTED, SHIFTED_FAR = 0.1, 0.25
#: How far the mean probability of prospects may lie from that of validation contacts.
MEAN_RATIO, MEAN_RATIO_FAR = 1.25, 2.0
#: How far the share to call may lie from what the policy expects.
CALLED_RATIO, CALLED_RATIO_FAR = 1.5, 2.0
#: More rows that cannot be read than these shares are more than a few slips.
REJECTED, REJECTED_FAR = 0.001, 0.02
#: ROC AUC: the chance to put a subscriber before another contact.
FAIR_AUC, POOR_AUC = 0.7, 0.6
#: The width of its 95 % interval that still tells a good model from a fair one.
WIDE_INTERVAL = 0.08
#: Expected calibration error, in probability.
CALIBRATED, UNCALIBRATED = 0.02, 0.05
NOTHING_TO_COMPARE = "Not compared: this build has no contacts it was checked on."


class Verdict(IntEnum):
    """How much a check worries; the light is the highest."""

    ABSENT = 0
    GOOD = 1
    CARE = 2
    STOP = 3


@dataclass(frozen=True)
class Check:
    """One reason for the colour of the light: a question, and what it is about."""

    name: str
    topic: str
    verdict: Verdict
    sentence: str


def graded(value: float, care: float, stop: float) -> Verdict:
    """Grade a value where more is worse.

    Parameters
    ----------
    value, care, stop : float
        Above `care` it takes care, above `stop` someone should look first.

    Returns
    -------
    Verdict
    """
    if value > stop:
        return Verdict.STOP
    return Verdict.CARE if value > care else Verdict.GOOD


def check_synthetic(is_synthetic: bool) -> Check:
    """Invented contacts say nothing about real ones."""
    if is_synthetic:
        return Check(
            "Real data?",
            "invented data",
            Verdict.STOP,
            "No. The contacts are invented by a generator: the page shows how things "
            "work, and nothing about real customers.",
        )
    return Check(
        "Real data?",
        "invented data",
        Verdict.GOOD,
        "The contacts come from your own source.",
    )


def check_source(trained_on: str | None, contacts: str) -> Check:
    """Compare the contacts that the model was trained on with those of this build.

    Parameters
    ----------
    trained_on : str, optional
        Var `contacts` of the build that trained it; None where nobody noted it.
    contacts : str
        Var `contacts` of this build; `none` where it only scores prospects.
    """
    name, topic = "Was it trained on these contacts?", "a model of other contacts"
    if trained_on is None:
        return Check(
            name,
            topic,
            Verdict.CARE,
            "Nobody noted what it was trained on: it was imported, or named.",
        )
    if contacts == "none":
        return Check(
            name,
            topic,
            Verdict.ABSENT,
            f"There are none in this build; it was trained on {trained_on}.",
        )
    if trained_on != contacts:
        return Check(
            name,
            topic,
            Verdict.CARE,
            f"No: on {trained_on}, and it scores {contacts}. Test contacts of this "
            "page may be some that it learned from.",
        )
    return Check(name, topic, Verdict.GOOD, f"Yes: on {trained_on}.")


def stability_index(expected: list[int], found: list[int]) -> float:
    """Measure how far one mix lies from another, beyond what chance brings.

    Parameters
    ----------
    expected, found : list of int
        Contacts per level, in the same order.

    Returns
    -------
    float
        The population stability index less its mean under chance,
        ``(k - 1) (1 / n + 1 / m)``; about 0 or below where the mixes are the same.
    """
    size = len(expected)
    n, m = sum(expected), sum(found)
    if size < 2 or not n or not m:
        return 0.0
    index = 0.0
    for before, after in zip(expected, found, strict=True):
        # Half a contact more on each level: an empty one is no infinite shift.
        was, now = (before + 0.5) / (n + 0.5 * size), (after + 0.5) / (m + 0.5 * size)
        index += (now - was) * math.log(now / was)
    return index - (size - 1) * (1 / n + 1 / m)


def check_mix(shifts: dict[str, float] | None) -> Check:
    """Compare prospects with the contacts that the model was checked on.

    Parameters
    ----------
    shifts : dict, optional
        The stability index by the label of the feature; None without such contacts.
    """
    name, topic = "Are prospects like those it learned from?", "the mix of prospects"
    if shifts is None:
        return Check(name, topic, Verdict.ABSENT, NOTHING_TO_COMPARE)
    by_size = sorted(shifts, key=lambda label: -shifts[label])
    verdict = graded(max(shifts.values(), default=0.0), SHIFTED, SHIFTED_FAR)
    moved = [label for label in by_size if shifts[label] > SHIFTED]
    if verdict is Verdict.GOOD:
        return Check(name, topic, verdict, "Yes: in no trait do they differ by much.")
    degree = "very different" if verdict is Verdict.STOP else "somewhat different"
    return Check(
        name,
        topic,
        verdict,
        f"Their mix is {degree} in {listed(moved)}: expect the numbers of this page to "
        "be off for them.",
    )


def check_mean(prospects: Row, validation: Row | None) -> Check:
    """Compare the mean probability of prospects and of validation contacts."""
    name, topic = "Are their chances as usual?", "the level of their chances"
    if validation is None:
        return Check(name, topic, Verdict.ABSENT, NOTHING_TO_COMPARE)
    mean, usual = prospects["mean_probability"], validation["mean_probability"]
    noise = 3 * math.hypot(
        *(
            row["probability_deviation"] / math.sqrt(row["contact_count"])
            for row in (prospects, validation)
        )
    )
    sentence = (
        f"Prospects have a mean chance of {percent(mean)}; contacts it was checked on "
        f"had {percent(usual)}."
    )
    ratio = max(mean, usual) / max(min(mean, usual), 1e-9)
    verdict = graded(ratio, MEAN_RATIO, MEAN_RATIO_FAR)
    return unless_by_chance(
        Check(name, topic, verdict, sentence), abs(mean - usual) <= noise
    )


def unless_by_chance(check: Check, may_be_chance: bool) -> Check:
    """Take a difference back that chance alone may have brought, and say so."""
    if not may_be_chance or check.verdict is Verdict.GOOD:
        return check
    sentence = f"{check.sentence} With so few prospects, that may be chance."
    return replace(check, verdict=Verdict.GOOD, sentence=sentence)


def check_called(called: int, prospects: int, expected: float | None) -> Check:
    """Compare the share to call with what the policy expects of validation contacts."""
    name, topic = "Are as many to be called as expected?", "the number of calls"
    share = called / prospects
    if not expected:
        return Check(
            name,
            topic,
            Verdict.CARE,
            "The policy expects no share of calls to compare with.",
        )
    noise = 3 * math.sqrt(expected * (1 - expected) / prospects)
    ratio = max(share, expected) / max(min(share, expected), 1e-9)
    check = Check(
        name,
        topic,
        graded(ratio, CALLED_RATIO, CALLED_RATIO_FAR),
        f"{percent(share)} of prospects are to be called; {percent(expected)} were "
        "expected.",
    )
    return unless_by_chance(check, abs(share - expected) <= noise)


def check_rejected(rejected: int, read: int) -> Check:
    """Count the rows that could not be read."""
    name, topic = "Could all rows be read?", "rows that could not be read"
    if not rejected:
        return Check(name, topic, Verdict.GOOD, f"Yes, all {count(read)}.")
    share = rejected / read
    return Check(
        name,
        topic,
        graded(share, REJECTED, REJECTED_FAR),
        f"{count(rejected)} of {count(read)} rows could not ({percent(share)}); they "
        "are in staging.stg_rejected_contacts, each with its reason.",
    )


def check_ranking(auc: Row | None, outcome: Outcome) -> Check:
    """Judge how well contacts are put in order."""
    name, topic = "Does it put the right ones first?", "the order of contacts"
    value = auc["value"] if auc else None
    if value is None:
        return Check(
            name, topic, Verdict.STOP, "Nobody knows: no test contacts with outcomes."
        )
    return Check(
        name,
        topic,
        graded(-value, -FAIR_AUC, -POOR_AUC),
        f"Of a {outcome.person} and another contact, it ranks the {outcome.the_same} "
        f"first in {percent(value)} of cases; guessing would in {percent(0.5)}.",
    )


def check_interval(auc: Row | None) -> Check:
    """Judge how sure that figure is."""
    name, topic = (
        "Were there enough contacts to check it?",
        "too few contacts to be sure",
    )
    lower, upper = (auc or {}).get("lower_95"), (auc or {}).get("upper_95")
    if lower is None or upper is None:
        return Check(name, topic, Verdict.CARE, "Its certainty was not measured.")
    verdict = Verdict.CARE if upper - lower > WIDE_INTERVAL else Verdict.GOOD
    return Check(
        name,
        topic,
        Verdict.STOP if lower <= 0.5 else verdict,
        f"With other contacts the figure would lie between {percent(lower)} and "
        f"{percent(upper)}, nineteen times in twenty"
        + (": it may be no better than guessing." if lower <= 0.5 else "."),
    )


def check_calibration(error: float | None) -> Check:
    """Judge whether a chance of 30 % comes true in 30 of 100."""
    name, topic = "Do its chances come true?", "chances that do not come true"
    if error is None:
        return Check(name, topic, Verdict.CARE, "It was not measured.")
    points = f"{100 * error:.1f} points"
    return Check(
        name,
        topic,
        graded(error, CALIBRATED, UNCALIBRATED),
        f"On average they are off by {points} of a hundred.",
    )


def check_future(
    split_method: str, auc: float | None, protocols: list[Row] | None, last: date | None
) -> Check:
    """Say what is known of campaigns that the model has not seen.

    Parameters
    ----------
    split_method : str
        `chronological` where the test contacts are the newest ones.
    auc : float, optional
        Of the test contacts.
    protocols : list of dict, optional
        Rows of `study.published_protocols` that train on the oldest contacts.
    last : date, optional
        Of the newest contact.
    """
    name, topic = "Will it hold for the next campaign?", "campaigns to come"
    if split_method == "chronological" and auc is not None:
        return Check(
            name, topic, graded(-auc, -FAIR_AUC, -POOR_AUC),
            f"It was tested on the newest contacts, as a next campaign would: "
            f"{percent(auc)} of pairs in the right order.",
        )  # fmt: skip
    measured = [row["roc_auc"] for row in protocols or () if row["roc_auc"] is not None]
    if measured:
        return Check(
            name, topic, graded(-measured[0], -FAIR_AUC, -POOR_AUC),
            f"Trained on the oldest {percent(0.7)} and asked about the rest, it puts "
            f"{percent(measured[0])} of pairs in the right order.",
        )  # fmt: skip
    return Check(
        name,
        topic,
        Verdict.CARE,
        "Not measured here. It was tested on contacts of the campaigns it had learned "
        f"from{f' (up to {day(last)})' if last else ''}; new campaigns are harder. "
        "`make study` measures it.",
    )


def check_alerts(alerts: list[Row] | None) -> Check:
    """Say what monitoring has found, or that there is none."""
    name, topic = "Has anything drifted since?", "alerts"
    if alerts is None:
        return Check(
            name, topic, Verdict.ABSENT, "Not watched yet: there is no monitoring."
        )
    if not alerts:
        return Check(name, topic, Verdict.GOOD, "No: monitoring has no alert.")
    return Check(
        name, topic, Verdict.CARE, f"{count(len(alerts))} alerts in monitoring.alerts."
    )


def mix_shifts(facts: Facts) -> dict[str, float]:
    """Measure each feature of prospects against validation contacts.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    dict
        The stability index by the label of the feature.
    """
    counts: dict[str, dict[str, dict[int, int]]] = {}
    for row in facts.level_counts:
        by_split = counts.setdefault(row["feature"], {})
        by_split.setdefault(row["split"], {})[row["code"]] = row["contact_count"]
    shifts = {}
    for feature in facts.features:
        by_split = counts.get(feature["feature"], {})
        usual, now = by_split.get("validation", {}), by_split.get("score", {})
        codes = sorted({*usual, *now})
        shifts[feature["label"]] = stability_index(
            [usual.get(code, 0) for code in codes], [now.get(code, 0) for code in codes]
        )
    return shifts


def trust_checks(facts: Facts) -> list[Check]:
    """Apply every rule.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    list of Check
        In the order of the page; those about prospects only where there are any.
    """
    auc = facts.metrics.get("roc_auc")
    checks = [
        check_synthetic(facts.build["is_synthetic"]),
        check_source(facts.model["trained_on"], facts.build["contacts_location"]),
        check_rejected(facts.build["rejected_count"], facts.build["read_count"]),
    ]
    validation = facts.splits.get("validation")
    if facts.has_prospects:
        prospects = facts.splits["score"]
        checks += [
            check_mix(mix_shifts(facts) if validation else None),
            check_mean(prospects, validation),
            check_called(
                prospects["called_count"],
                prospects["contact_count"],
                facts.policy["expected_called_share"],
            ),
        ]
    last = max(
        (
            row["last_contacted_on"]
            for name, row in facts.splits.items()
            if name != "score" and row["last_contacted_on"]
        ),
        default=None,
    )
    return [
        *checks,
        check_ranking(auc, facts.outcome),
        check_interval(auc),
        check_calibration(facts.metric("ece")),
        check_future(
            facts.build["split_method"], facts.metric("roc_auc"), facts.protocols, last
        ),
        check_alerts(facts.alerts),
    ]


def light(checks: list[Check]) -> Verdict:
    """Return the worst verdict.

    Parameters
    ----------
    checks : list of Check

    Returns
    -------
    Verdict
        At least GOOD: what is absent is said beside it.
    """
    return max([Verdict.GOOD, *(check.verdict for check in checks)])
