"""Draw synthetic contacts and prospects that follow the facts.

Nothing here is a row of the real file. Every value is drawn from a share or between two
quantiles, in an order that keeps what belongs together: the month group first; then who
the client is (job, age, education, marital status), what they have (balance, loans),
how and how often they were called, and last the outcome, from the sum of all effects in
log-odds. ``duration`` is drawn *given* the outcome, so it leaks as the real one does.

The sample is for building and testing, not for measuring: a model that does well here
has found effects that were put in.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit, logit

from customer_segmentation.sample.facts import (
    BANDS,
    COLUMNS,
    EFFECTS,
    EFFECTS_BY_PERIOD,
    MONTHS,
    Facts,
    band,
    band_labels,
    read_facts,
)

RANDOM_STATE = 42

#: Rows at the expected rate that are added to a level before its effect is taken: a
#: rate from few rows is shrunk towards what the date says.
PRIOR_ROWS = 20

#: Fewest contacts of a month group: the year is told from the order of all 30 groups.
MIN_GROUP_ROWS = 2

#: Prospects look like the contacts of this many month groups at the end of the file.
RECENT_GROUPS = 12

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.object_]


def generate(
    n_contacts: int = 4000,
    n_prospects: int = 500,
    random_state: int = RANDOM_STATE,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the labelled contacts and the prospects that follow them in time.

    Parameters
    ----------
    n_contacts : int, default=4000
        Labelled rows; at least two for each of the 30 month groups.
    n_prospects : int, default=500
        Rows whose outcome is not known yet; at least 1.
    random_state : int, default=RANDOM_STATE
        Seed of the only random generator.

    Returns
    -------
    contacts : DataFrame of shape (n_contacts, 17)
        Columns of ``bank-full.csv``, in date order, May 2008 to November 2010.
    prospects : DataFrame of shape (n_prospects, 15)
        The same without ``y`` and without ``duration``, which only the call will tell;
        in date order, from the last contact's day to the end of December 2010.

    Raises
    ------
    ValueError
        If a number of rows is too small.

    Notes
    -----
    Only uniform numbers are taken from the generator and turned into values here, so
    the rows do not depend on how a version of NumPy draws from other distributions.
    """
    facts = read_facts()
    least = MIN_GROUP_ROWS * len(facts["month_groups"])
    if n_contacts < least:
        raise ValueError(
            f"n_contacts is {n_contacts}, but each of the 30 month groups needs "
            f"{MIN_GROUP_ROWS} rows: ask for {least} or more."
        )
    if n_prospects < 1:
        raise ValueError(f"n_prospects is {n_prospects}: ask for 1 or more.")
    rng = np.random.default_rng(random_state)

    contacts = _draw_features(rng, _contact_dates(rng, facts, n_contacts), facts)
    contacts["y"] = _draw_outcome(rng, contacts, facts)
    contacts["duration"] = _draw_numbers(
        rng,
        contacts["period"] + ", " + contacts["y"],
        facts["quantiles"]["duration_by_period_and_y"],
        facts,
    )

    dates = _prospect_dates(rng, facts, n_prospects, int(contacts["day"].iloc[-1]))
    prospects = _draw_features(rng, dates, facts)
    known_before = [name for name in COLUMNS if name not in ("duration", "y")]
    return contacts[COLUMNS], prospects[known_before]


def _contact_dates(rng: np.random.Generator, facts: Facts, n: int) -> pd.DataFrame:
    """Give each month group its share of the rows, and each row a day."""
    groups = facts["month_groups"]
    spare = n - MIN_GROUP_ROWS * len(groups)
    counts = np.array([group["count"] for group in groups], dtype=np.float64)
    ideal = np.maximum(counts / counts.sum() * n - MIN_GROUP_ROWS, 0)
    ideal *= spare / ideal.sum()
    sizes = np.floor(ideal).astype(int)
    largest_remainders = np.argsort(sizes - ideal, kind="stable")[: spare - sizes.sum()]
    sizes[largest_remainders] += 1
    rows = pd.DataFrame(
        {"group": np.repeat(np.arange(len(groups)), sizes + MIN_GROUP_ROWS)}
    )
    days = {index: group["days"] for index, group in enumerate(groups)}
    rows["day"] = _draw_levels(rng, rows["group"], days).astype(int)
    rows = rows.sort_values(["group", "day"], kind="stable", ignore_index=True)
    rows["month"] = rows["group"].map(lambda index: groups[index]["month"])
    rows["period"] = rows["group"].map(lambda index: groups[index]["period"])
    return rows


def _prospect_dates(
    rng: np.random.Generator, facts: Facts, n: int, first_day: int
) -> pd.DataFrame:
    """Spread the rows over the working days from the last contact to the year's end."""
    last = facts["month_groups"][-1]
    number = MONTHS.index(last["month"]) + 1
    days = [
        (MONTHS[month - 1], day)
        for month in range(number, 13)
        for day in range(1, calendar.monthrange(last["year"], month)[1] + 1)
        if (month, day) >= (number, first_day)
        and calendar.weekday(last["year"], month, day) < calendar.SATURDAY
    ]
    # The month group of each row decides what its client is like, not when it is.
    group = len(facts["month_groups"]) - RECENT_GROUPS + rng.random(n) * RECENT_GROUPS
    picks = np.sort(np.floor(rng.random(n) * len(days)).astype(int))
    return pd.DataFrame(
        {
            "group": group.astype(int),
            "day": [days[pick][1] for pick in picks],
            "month": [days[pick][0] for pick in picks],
            "period": last["period"],
        }
    )


def _draw_features(
    rng: np.random.Generator, dates: pd.DataFrame, facts: Facts
) -> pd.DataFrame:
    """Draw everything that is known before the call."""
    shares, quantiles = facts["shares"], facts["quantiles"]
    rows = dates.copy()

    # Who the client is.
    rows["job"] = _draw_levels(rng, rows["period"], shares["job_by_period"])
    rows["age"] = _draw_numbers(
        rng,
        rows["period"] + ", " + rows["job"],
        quantiles["age_by_period_and_job"],
        facts,
    )
    rows["age_band"] = band(rows["age"], "age")
    rows["education"] = _draw_levels(rng, rows["job"], shares["education_by_job"])
    rows["marital"] = _draw_levels(
        rng,
        rows["job"] + ", " + band(rows["age"], "generation"),
        shares["marital_by_job_and_generation"],
    )

    # What they have.
    rows["balance"] = _draw_numbers(
        rng,
        rows["period"] + ", " + rows["education"],
        quantiles["balance_by_period_and_education"],
        facts,
    )
    rows["balance_band"] = band(rows["balance"], "balance")
    for name in ("housing", "loan", "default"):
        usual = _of_group(rows, facts, itemgetter(name))
        log_odds = _log_odds(usual) + _effects(rows, facts["flags"][name])
        rows[name] = np.where(rng.random(len(rows)) < expit(log_odds), "yes", "no")

    # How they are reached: an unrecorded means depends on the month, a telephone also
    # on age.
    unknown = _of_group(rows, facts, lambda group: group["contact"].get("unknown", 0.0))
    telephone = _of_group(rows, facts, _telephone_share)
    log_odds = _log_odds(telephone) + _effects(rows, facts["flags"]["telephone"])
    known = np.where(rng.random(len(rows)) < expit(log_odds), "telephone", "cellular")
    rows["contact"] = np.where(rng.random(len(rows)) < unknown, "unknown", known)

    _add_earlier_campaign(rng, rows, facts)

    rows["campaign_band"] = _draw_levels(
        rng, rows["period"], shares["campaign_by_period"]
    )
    rows["campaign"] = _draw_within(rng, rows["campaign_band"], "campaign")
    return rows


def _add_earlier_campaign(
    rng: np.random.Generator, rows: pd.DataFrame, facts: Facts
) -> None:
    """Add ``poutcome``, ``pdays`` and ``previous``, in the conventions of the file.

    Never called before: ``unknown``, -1 and 0, all three or none. The exception: a few
    clients were called, yet the outcome was not recorded. They are so few (5 of 8,257)
    that a small sample might have none; it gets one, if it has such a client at all.
    """
    share = _of_group(rows, facts, itemgetter("contacted_before"))
    before = rng.random(len(rows)) < share
    outcomes = {i: group["poutcome"] for i, group in enumerate(facts["month_groups"])}
    keys = rows["group"].where(before)
    poutcome = _draw_levels(rng, keys, outcomes, missing="unknown")
    recorded = pd.Series(poutcome.copy(), index=rows.index).where(before)
    pdays = _draw_numbers(
        rng,
        rows["period"] + ", " + recorded,
        facts["quantiles"]["pdays_by_period_and_poutcome"],
        facts,
        missing=-1,
    )
    bands = _draw_levels(
        rng,
        recorded,
        facts["shares"]["previous_by_poutcome"],
        missing="0",
    )
    known = facts["conventions"]
    rate = known["contacted_before_and_poutcome_unknown"] / known["contacted_before"]
    late = np.flatnonzero(before & (rows["period"] == "small").to_numpy())
    exceptions = max(1, round(rate * before.sum()))
    order = np.argsort(rng.random(len(late)), kind="stable")
    poutcome[late[order[:exceptions]]] = "unknown"

    rows["poutcome"], rows["pdays"], rows["previous_band"] = poutcome, pdays, bands
    rows["previous"] = _draw_within(rng, rows["previous_band"], "previous")


def _draw_outcome(rng: np.random.Generator, rows: pd.DataFrame, facts: Facts) -> Labels:
    """Draw who subscribes: the rate of the date, and what each feature adds to it.

    Notes
    -----
    log-odds = those of these days of the month group
    + the effect of each feature (those of age, housing and poutcome by period)
    + a constant, such that the mean probability is the prevalence of the real file.

    Features move together, most of all with time: in 2010 both the successes of earlier
    campaigns and the pensioners are many. So an effect is what a level has beyond the
    rate expected from its dates, and the raw rates by level come out right in the sum.
    """
    groups = facts["month_groups"]
    parts = zip(rows["group"], band(rows["day"], "day"), strict=True)
    usual = np.array([groups[g]["conversion_by_days"][days] for g, days in parts])
    fixed = [name for name in EFFECTS if name not in EFFECTS_BY_PERIOD]
    log_odds = _log_odds(usual)
    log_odds += _effects(rows, {k: facts["conversion_by_level"][k] for k in fixed})
    for period in rows["period"].unique():
        tables = {
            name: facts["conversion_by_period"][name][period]
            for name in EFFECTS_BY_PERIOD
        }
        here = rows["period"] == period
        log_odds[here.to_numpy()] += _effects(rows[here], tables)
    probability = expit(log_odds + _constant_for(log_odds, facts["conversion"]))
    return np.where(rng.random(len(rows)) < probability, "yes", "no").astype(object)


def _effects(rows: pd.DataFrame, tables: dict[str, Facts]) -> Floats:
    """Sum what each feature adds to the log-odds; a level without a rate adds 0."""
    total = np.zeros(len(rows))
    for name, levels in tables.items():
        offsets = {level: _offset(**rates) for level, rates in levels.items()}
        total += rows[name].map(offsets).fillna(0.0).to_numpy(dtype=np.float64)
    return total


def _offset(count: int, observed: float, expected: float) -> float:
    """Log-odds of the observed rate minus those of the expected, shy of few rows."""
    rate = (count * observed + PRIOR_ROWS * expected) / (count + PRIOR_ROWS)
    return float(_log_odds(rate) - _log_odds(expected))


def _constant_for(log_odds: Floats, prevalence: float) -> float:
    """Find what to add to the log-odds so that the mean probability is right."""
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        if expit(log_odds + middle).mean() < prevalence:
            low = middle
        else:
            high = middle
    return low


def _draw_levels(
    rng: np.random.Generator,
    keys: pd.Series,
    shares: dict[Any, dict[str, float]],
    missing: str = "",
) -> Labels:
    """Draw one level per row from the shares of its key; no key, no draw."""
    uniform = rng.random(len(keys))
    levels: Labels = np.full(len(keys), missing, dtype=object)
    for key, rows in keys.groupby(keys).indices.items():
        names, weights = zip(*shares[key].items(), strict=True)
        ends = np.cumsum(weights)
        picks = np.searchsorted(ends / ends[-1], uniform[rows], side="right")
        levels[rows] = np.array(names, dtype=object)[picks]
    return levels


def _draw_numbers(
    rng: np.random.Generator,
    keys: pd.Series,
    quantiles: dict[str, list[int]],
    facts: Facts,
    missing: int = 0,
) -> npt.NDArray[np.int64]:
    """Draw one whole number per row between the quantiles of its key."""
    at = facts["quantiles"]["probabilities"]
    uniform = at[0] + rng.random(len(keys)) * (at[-1] - at[0])
    numbers = np.full(len(keys), missing, dtype=np.int64)
    for key, rows in keys.groupby(keys).indices.items():
        numbers[rows] = np.rint(np.interp(uniform[rows], at, quantiles[str(key)]))
    return numbers


def _draw_within(
    rng: np.random.Generator, bands: pd.Series, name: str
) -> npt.NDArray[np.int64]:
    """Draw a whole number from each row's band."""
    edges = np.array(BANDS[name])
    code = bands.map({label: i for i, label in enumerate(band_labels(name))}).to_numpy()
    width = edges[code + 1] - edges[code]
    numbers: npt.NDArray[np.int64] = edges[code] + np.floor(
        rng.random(len(bands)) * width
    ).astype(np.int64)
    return numbers


def _of_group(
    rows: pd.DataFrame, facts: Facts, take: Callable[[Facts], float]
) -> Floats:
    """Take a fact of each row's month group."""
    values: Floats = np.array([take(group) for group in facts["month_groups"]])
    taken: Floats = values[rows["group"].to_numpy()]
    return taken


def _telephone_share(group: Facts) -> float:
    """Share of telephones among the contacts whose means is recorded."""
    telephone = group["contact"].get("telephone", 0.0)
    known = telephone + group["contact"].get("cellular", 0.0)
    return float(telephone / known) if known else 0.0


def _log_odds(probability: float | Floats) -> Floats:
    """Logit, with 0 and 1 moved in by a thousandth."""
    log_odds: Floats = logit(np.clip(probability, 0.001, 0.999))
    return log_odds
