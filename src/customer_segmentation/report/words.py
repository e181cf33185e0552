"""Numbers, names and the outcome as page and screen say them."""

import json
import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

DASH = "\N{EN DASH}"
THIN = "\N{NARROW NO-BREAK SPACE}"
TIMES = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True)
class Outcome:
    """What contacts with the outcome did, in every form that a sentence needs."""

    #: Three of them ..., those who ...; the past tense.
    word: str
    #: Expected to ..., the chance to ..., what makes somebody ...
    be: str
    #: Those who would ...
    have_been: str
    #: Most ... among retired; those who ...
    do: str
    #: Those who do, for one who ...
    does_not: str
    #: The chance that a contact ...
    does: str
    #: How many ...
    did: str
    #: The share of ..., fewer than 20 ...
    people: str
    #: How often a ... is ranked before another contact.
    person: str
    #: Of a person and another, the ... first.
    the_same: str
    #: As a heading: whom calls find.
    found: str
    #: What ... is worth.
    gain: str
    #: Which traits go with it.
    question: str

    @classmethod
    def of(cls, word: str) -> "Outcome":
        """Find the forms of a word.

        Parameters
        ----------
        word : str
            Var `outcome_word`.

        Returns
        -------
        Outcome
            Of `subscribed` those that English has; of any other the past tense, in
            sentences that are right with any.
        """
        if word == SUBSCRIBED.word:
            return SUBSCRIBED
        be = f"be among those who {word}"
        return cls(
            word=word,
            be=be,
            have_been=be,
            do=word,
            does_not="did not",
            does=f"is among those who {word}",
            did=word,
            people=f"customers who {word}",
            person=f"customer who {word}",
            the_same="former",
            found=f"customers found who {word}",
            gain=f"one who {word}",
            question=f"Who {word}?",
        )


SUBSCRIBED = Outcome(
    word="subscribed",
    be="subscribe",
    have_been="have subscribed",
    do="subscribe",
    does_not="does not",
    does="subscribes",
    did="did subscribe",
    people="subscribers",
    person="subscriber",
    the_same="subscriber",
    found="subscribers found",
    gain="a subscription",
    question="Who says yes?",
)


def headed(words: str) -> str:
    """Start with a capital, and leave the rest as it is.

    Parameters
    ----------
    words : str

    Returns
    -------
    str
    """
    return words[:1].upper() + words[1:]


def count(number: float | None) -> str:
    """Write a whole number with its thousands apart; what is not there as a dash.

    Parameters
    ----------
    number : float or None

    Returns
    -------
    str
    """
    return DASH if number is None else f"{number:,.0f}"


def percent(share: float | None) -> str:
    """Write a share, 0 to 1, in per cent: with a decimal where it is below a tenth.

    Parameters
    ----------
    share : float or None

    Returns
    -------
    str
    """
    if share is None:
        return DASH
    decimals = 1 if 0 < abs(share) < 0.0995 else 0
    return f"{100 * share:.{decimals}f}{THIN}%"


def likely_range(expected: float, variance: float, most: int) -> tuple[int, int]:
    """Say between which counts a sum of chances comes true, nineteen times in twenty.

    Parameters
    ----------
    expected : float
        Sum of the probabilities p.
    variance : float
        Sum of p (1 - p).
    most : int
        How many there are.

    Returns
    -------
    lowest, highest : int
        Normal approximation of the Poisson binomial, outwards to whole numbers: so that
        it holds for few as well.
    """
    half = 1.96 * math.sqrt(max(variance, 0.0))
    return max(math.floor(expected - half), 0), min(math.ceil(expected + half), most)


def between(row: dict[str, Any]) -> str:
    """Write the likely range of a cut.

    Parameters
    ----------
    row : dict
        A row of `report.calls_by_cut`, or of the policies.

    Returns
    -------
    str
    """
    lowest, highest = likely_range(
        row["expected_subscriber_count"],
        row["subscriber_count_variance"],
        row["called_count"],
    )
    return f"{count(lowest)} to {count(highest)}"


def decimal(number: float | None, decimals: int = 2) -> str:
    """Write a number with so many decimals.

    Parameters
    ----------
    number : float or None
    decimals : int

    Returns
    -------
    str
    """
    return DASH if number is None else f"{number:.{decimals}f}"


def day(moment: date | datetime | None) -> str:
    """Write a date as ``5 May 2008``.

    Parameters
    ----------
    moment : date or None

    Returns
    -------
    str
    """
    return "not known" if moment is None else f"{moment.day} {moment:%B %Y}"


def listed(words: list[str], most: int = 4) -> str:
    """Join words as a person would, the first few of them.

    Parameters
    ----------
    words : list of str
    most : int
        More than that are only counted.

    Returns
    -------
    str
    """
    shown = words[:most]
    if len(words) > most:
        shown = [*shown, f"{len(words) - most} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def coded(sentence: str) -> Markup:
    """Escape a sentence, and set what stands in backticks as code.

    Parameters
    ----------
    sentence : str

    Returns
    -------
    Markup
    """
    parts = (escape(part) for part in sentence.split("`"))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part
        for place, part in enumerate(parts)
    )


def policy_name(policy: str, demand: str, outcome: Outcome) -> str:
    """Say what a policy wants, on a button.

    Parameters
    ----------
    policy : str
    demand : str
        Its settings, as JSON.
    outcome : Outcome

    Returns
    -------
    str
    """
    settings = json.loads(demand)
    share, calls = settings.get("share"), settings.get("count")
    return {
        "f_beta": "Find many, call few",
        "min_recall": f"Find {percent(settings.get('recall'))} of {outcome.people}",
        "min_precision": f"{percent(settings.get('precision'))} of calls succeed",
        "capacity": f"{count(calls)} calls" if calls else f"Call {percent(share)}",
        "max_profit": "Most profit when last checked",
        "fixed": f"Chance of {percent(settings.get('threshold'))} or more",
    }.get(policy, policy.replace("_", " "))
