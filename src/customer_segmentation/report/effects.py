"""What the model has learned, as chances of an otherwise average contact."""

import math
from dataclasses import dataclass

from customer_segmentation.report.facts import Facts, Row

#: Splits that the model was not fitted on: what it is compared with.
UNSEEN = ("validation", "test")


@dataclass(frozen=True)
class Level:
    """One level or bin of a feature."""

    words: str
    chance: float
    observed: float | None
    contact_count: int


@dataclass(frozen=True)
class Effect:
    """What one feature does: `levels` in the order to show, not known last."""

    feature: str
    label: str
    is_ordered: bool
    levels: list[Level]
    not_known: Level | None


@dataclass(frozen=True)
class PairEffect:
    """What two features do together beyond what each does alone, in log-odds."""

    label_1: str
    label_2: str
    rows: list[str]
    columns: list[str]
    contributions: list[list[float]]


def strongest_effects(facts: Facts, most: int = 10) -> list[Effect]:
    """Describe the single features that move the score the most.

    Parameters
    ----------
    facts : Facts
    most : int

    Returns
    -------
    list of Effect
        The strongest first.
    """
    names = [row["term"] for row in facts.importance if row["feature_2"] is None]
    used = {row["term"] for row in facts.terms}
    return [feature_effect(facts, name) for name in names if name in used][:most]


def feature_effect(facts: Facts, feature: str) -> Effect:
    """Describe one feature.

    The chance of a level is that of a contact who has it and is average otherwise:
    average such that these chances have the mean that the contacts' own have.

    Parameters
    ----------
    facts : Facts
    feature : str

    Returns
    -------
    Effect
    """
    [declared] = [row for row in facts.features if row["feature"] == feature]
    contributions = {
        row["code_1"]: row["contribution"]
        for row in facts.terms
        if row["term"] == feature
    }
    counts: dict[int, int] = {}
    subscribers: dict[int, int] = {}
    for row in facts.level_counts:
        if row["feature"] == feature and row["split"] in UNSEEN:
            code = row["code"]
            counts[code] = counts.get(code, 0) + row["contact_count"]
            subscribers[code] = subscribers.get(code, 0) + row["subscriber_count"]
    base = average_base(facts.rule, contributions, counts, mean_chance(facts))
    levels = {
        code: Level(
            level_words(facts, declared, code),
            probability(facts.rule, base + contribution),
            subscribers[code] / counts[code] if counts.get(code) else None,
            counts.get(code, 0),
        )
        for code, contribution in contributions.items()
    }
    not_known = levels.pop(0, None)
    shown = list(levels.values())
    if not declared["is_number"]:
        shown.sort(key=lambda level: -level.chance)
    return Effect(
        feature,
        declared["label"],
        declared["is_number"],
        shown,
        not_known if not_known and not_known.contact_count else None,
    )


def strongest_pairs(facts: Facts, most: int = 4) -> list[PairEffect]:
    """Describe the pairs of features that move the score the most.

    Parameters
    ----------
    facts : Facts
    most : int

    Returns
    -------
    list of PairEffect
        The strongest first; what is not known is left out.
    """
    labels = {row["feature"]: row for row in facts.features}
    effects: list[PairEffect] = []
    for row in facts.importance:
        cells = [
            cell
            for cell in facts.terms
            if cell["term"] == row["term"]
            and cell["code_2"] is not None
            and cell["code_1"] > 0
            and cell["code_2"] > 0
        ]
        if not cells or len(effects) == most:
            continue
        # The longer side lies flat.
        sides = [("feature_1", "code_1"), ("feature_2", "code_2")]
        sizes = [len({cell[code] for cell in cells}) for _, code in sides]
        if sizes[0] > sizes[1]:
            sides.reverse()
        (feature_1, code_1), (feature_2, code_2) = sides
        by_code = {(cell[code_1], cell[code_2]): cell for cell in cells}
        codes_1 = sorted({code for code, _ in by_code})
        codes_2 = sorted({code for _, code in by_code})
        declared_1, declared_2 = labels[row[feature_1]], labels[row[feature_2]]
        effects.append(
            PairEffect(
                declared_1["label"],
                declared_2["label"],
                [level_words(facts, declared_1, code) for code in codes_1],
                [level_words(facts, declared_2, code) for code in codes_2],
                [
                    [by_code[first, second]["contribution"] for second in codes_2]
                    for first in codes_1
                ],
            )
        )
    return effects


def level_words(facts: Facts, feature: Row, code: int) -> str:
    """Say what a code means, without the name of its feature.

    Parameters
    ----------
    facts : Facts
    feature : dict
        A row of `int_features`.
    code : int

    Returns
    -------
    str
    """
    phrase = facts.phrases.get((feature["feature"], code), f"level {code}")
    return phrase.removeprefix(feature["label"]).removeprefix(":").strip()


def mean_chance(facts: Facts) -> float:
    """Return the mean probability of the contacts that the model was not fitted on.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    float
    """
    there = [facts.splits[name] for name in UNSEEN if name in facts.splits]
    there = there or list(facts.splits.values())
    total = sum(row["contact_count"] for row in there)
    return float(
        sum(row["mean_probability"] * row["contact_count"] for row in there) / total
    )


def average_base(
    rule: Row, contributions: dict[int, float], counts: dict[int, int], mean: float
) -> float:
    """Find the log-odds of an otherwise average contact, by halving.

    Parameters
    ----------
    rule : dict
        The row of `int_active_decision_rule`.
    contributions, counts : dict
        By code.
    mean : float
        The mean that the chances of the levels shall have.

    Returns
    -------
    float
    """
    weights = {code: counts.get(code, 0) for code in contributions}
    if not any(weights.values()):
        weights = dict.fromkeys(contributions, 1)
    total = sum(weights.values())
    low, high = -30.0, 30.0
    for _ in range(60):
        base = (low + high) / 2
        reached = sum(
            weight * probability(rule, base + contributions[code])
            for code, weight in weights.items()
        )
        low, high = (base, high) if reached < mean * total else (low, base)
    return (low + high) / 2


def probability(rule: Row, log_odds: float) -> float:
    """Calibrate log-odds, as `scoring.predictions` does.

    Parameters
    ----------
    rule : dict
        The row of `int_active_decision_rule`.
    log_odds : float

    Returns
    -------
    float
    """
    if rule["slope"] is not None:
        exponent = -(rule["slope"] * log_odds + rule["intercept"])
        return 0.0 if exponent > 700 else 1 / (1 + math.exp(exponent))
    xs = [x for x in rule["knot_log_odds"] if math.isfinite(x)]
    ys = rule["knot_probabilities"][: len(xs)]
    knot = max(sum(x <= log_odds for x in xs) - 1, 0)
    if knot + 1 >= len(xs) or log_odds <= xs[0]:
        return float(ys[knot])
    share = (log_odds - xs[knot]) / (xs[knot + 1] - xs[knot])
    return float(ys[knot] + share * (ys[knot + 1] - ys[knot]))
