"""Numbers and names as the page says them."""

import json
from datetime import date, datetime

from markupsafe import Markup, escape

DASH = "\N{EN DASH}"
THIN = "\N{NARROW NO-BREAK SPACE}"


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


def policy_name(policy: str, demand: str) -> str:
    """Say what a policy wants, on a button.

    Parameters
    ----------
    policy : str
    demand : str
        Its settings, as JSON.

    Returns
    -------
    str
    """
    settings = json.loads(demand)
    share, calls = settings.get("share"), settings.get("count")
    return {
        "f_beta": "Find many, call few",
        "min_recall": f"Find {percent(settings.get('recall'))} of subscribers",
        "min_precision": f"{percent(settings.get('precision'))} of calls succeed",
        "capacity": f"{count(calls)} calls" if calls else f"Call {percent(share)}",
        "max_profit": "Most profit when last checked",
        "fixed": f"Chance of {percent(settings.get('threshold'))} or more",
    }.get(policy, policy.replace("_", " "))
