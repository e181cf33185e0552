"""Facts about UCI Bank Marketing, ``bank-full.csv``: aggregates, never rows.

``facts.json`` is made once from the real file, and again, byte for byte, by ::

    python -m customer_segmentation.sample.facts path/to/bank-full.csv

Source: S. Moro, P. Rita, P. Cortez, "Bank Marketing", UCI Machine Learning
Repository, 2014, doi 10.24432/C5K306, licensed CC BY 4.0. The facts are derived from
it: counts, shares, rates and quantiles.

What the tables hold
--------------------
``month_groups``
    The 30 runs of equal ``month`` in file order, May 2008 to November 2010. The file
    has no year; one is added each time the month falls back.
``shares``
    How often each level occurs, given the job, the period or the like.
``quantiles``
    Values at ``probabilities``, given the job, the period or the like. The ends of the
    file (the one oldest client, the one richest) are left out.
``conversion``, ``conversion_by_period``, ``flags``
    For each level how many rows it has, which rate was ``observed`` in them, and which
    rate was ``expected`` of them, had each row the rate of its part of the calendar.
    The difference of both in log-odds is what the level adds to what the date says.
``conventions``
    How the file writes that something is missing.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

Facts = dict[str, Any]

SOURCE = {
    "title": "UCI Bank Marketing, bank-full.csv",
    "authors": "S. Moro, P. Rita, P. Cortez",
    "year": 2014,
    "doi": "10.24432/C5K306",
    "licence": "CC BY 4.0",
    "sha256": "d1513ec63b385506f7cfce9f2c5caa9fe99e7ba4e8c3fa264b3aaf0f849ed32d",
}

# fmt: off
COLUMNS = [
    "age", "job", "marital", "education", "default", "balance", "housing", "loan",
    "contact", "day", "month", "duration", "campaign", "pdays", "previous", "poutcome",
    "y",
]

MONTHS = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
]
# fmt: on

FIRST_YEAR = 2008

#: First month group of each period. `first`: everyone is called for the first time,
#: mostly by an unrecorded means. `mass`: large campaigns, some clients called before.
#: `small`: from June 2009, few calls, half of them successful.
PERIODS = {"first": 0, "mass": 4, "small": 12}

#: Lower bounds of the bands of each number; the last value is the end (exclusive).
BANDS = {
    "age": (18, 25, 30, 35, 40, 45, 50, 55, 60, 70, 100),
    "generation": (18, 30, 45, 60, 100),
    "balance": (-10000, 0, 1, 101, 301, 601, 1001, 2001, 4001, 110000),
    "campaign": (1, 2, 3, 4, 5, 6, 8, 11, 16, 21, 31, 64),
    "previous": (0, 1, 2, 3, 4, 5, 6, 8, 11, 16, 31, 61),
    "day": (1, 11, 21, 32),
}

PROBABILITIES = (0.005, *(round(k / 40, 3) for k in range(1, 40)), 0.995)

#: A level rarer than this has no rate of its own.
MIN_ROWS = 10

#: Rows of the wider group that are added to each narrow one, so that no share rests on
#: a handful of clients.
PRIOR_ROWS = 50


def read_facts() -> Facts:
    """Read the facts that ship with the package.

    Returns
    -------
    dict
        The tables described at the top of this module.
    """
    text = resources.files(__package__).joinpath("facts.json").read_text("utf-8")
    facts: Facts = json.loads(text)
    return facts


def band_labels(name: str) -> list[str]:
    """Name the bands of a number.

    Parameters
    ----------
    name : str
        A key of ``BANDS``.

    Returns
    -------
    list of str
        One label per band, ascending.

    Examples
    --------
    >>> band_labels("day")
    ['1 to 10', '11 to 20', '21 to 31']
    """
    edges = BANDS[name]
    return [
        str(low) if high == low + 1 else f"{low} to {high - 1}"
        for low, high in itertools.pairwise(edges)
    ]


def band(values: pd.Series, name: str) -> pd.Series:
    """Put numbers into their bands; beyond the ends counts as the outermost band.

    Parameters
    ----------
    values : Series of int
        The numbers.
    name : str
        A key of ``BANDS``.

    Returns
    -------
    Series of str
        The label of each number's band, same index.
    """
    labels = np.array(band_labels(name), dtype=object)
    codes = np.searchsorted(BANDS[name], values.to_numpy(), side="right") - 1
    return pd.Series(labels[codes.clip(0, len(labels) - 1)], index=values.index)


def with_calendar(contacts: pd.DataFrame) -> pd.DataFrame:
    """Add what file order says about time, and the bands of every number.

    Parameters
    ----------
    contacts : DataFrame
        Rows in date order with at least ``month``, ``day`` and the banded numbers.

    Returns
    -------
    DataFrame
        The same rows and ``group`` (0, 1, ..., one more each time the month changes),
        ``year``, ``period``, and ``<number>_band``.
    """
    number = contacts["month"].map({m: i for i, m in enumerate(MONTHS)})
    rows = contacts.assign(
        group=(number.diff().fillna(0) != 0).cumsum(),
        year=FIRST_YEAR + (number.diff() < 0).cumsum(),
        generation_band=band(contacts["age"], "generation"),
    )
    starts = list(PERIODS.values())
    period = np.searchsorted(starts, rows["group"].to_numpy(), side="right") - 1
    rows["period"] = np.array(list(PERIODS), dtype=object)[period]
    for name in ("age", "balance", "campaign", "previous", "day"):
        rows[f"{name}_band"] = band(rows[name], name)
    return rows


def _shares(values: pd.Series, prior: dict[str, float] | None = None) -> Facts:
    """Share of each level, pulled towards a prior by ``PRIOR_ROWS`` rows."""
    counts = values.value_counts().sort_index()
    if prior is None:
        return {str(k): round(float(n / counts.sum()), 4) for k, n in counts.items()}
    total = counts.sum() + PRIOR_ROWS
    return {
        level: round(float((counts.get(level, 0) + PRIOR_ROWS * share) / total), 4)
        for level, share in prior.items()
    }


def _shares_by(rows: pd.DataFrame, target: str, by: str) -> Facts:
    """Shares of the target's levels for each level of another column."""
    overall = _shares(rows[target])
    return {str(k): _shares(part[target], overall) for k, part in rows.groupby(by)}


def _quantiles(values: pd.Series) -> list[int]:
    """Whole numbers at ``PROBABILITIES``."""
    return [round(float(v)) for v in values.quantile(list(PROBABILITIES))]


def _quantiles_by(rows: pd.DataFrame, target: str, by: str) -> Facts:
    """Quantiles of a number for each level of another column."""
    return {str(k): _quantiles(part[target]) for k, part in rows.groupby(by)}


def _rates(rows: pd.DataFrame, by: str, hit: pd.Series, expected: pd.Series) -> Facts:
    """Count, observed and expected rate of each level that is not too rare."""
    table = pd.DataFrame({"by": rows[by], "observed": hit, "expected": expected})
    return {
        str(level): {
            "count": len(part),
            "observed": round(float(part["observed"].mean()), 4),
            "expected": round(float(part["expected"].mean()), 4),
        }
        for level, part in table.groupby("by")
        if len(part) >= MIN_ROWS
    }


def _month_groups(rows: pd.DataFrame) -> list[Facts]:
    """Describe the calendar: one entry per month group, in file order."""
    flags = {name: float((rows[name] == "yes").mean()) for name in FLAGS}
    outcomes = {
        period: _shares(_known_outcomes(part)["poutcome"])
        for period, part in rows.groupby("period")
    }
    groups = []
    for _, part in rows.groupby("group"):
        first = part.iloc[0]
        prior = outcomes[first["period"]]
        group: Facts = {
            "year": int(first["year"]),
            "month": str(first["month"]),
            "period": str(first["period"]),
            "count": len(part),
            "conversion": round(float(part["is_yes"].mean()), 4),
            "days": _shares(part["day"]),
            "conversion_by_days": {
                label: round(
                    float(
                        (some["is_yes"].sum() + 10 * part["is_yes"].mean())
                        / (len(some) + 10)
                    ),
                    4,
                )
                for label, some in part.groupby("day_band")
            },
            "contact": _shares(part["contact"]),
            "contacted_before": round(float((part["pdays"] != -1).mean()), 4),
            "poutcome": _shares(_known_outcomes(part)["poutcome"], prior),
        }
        group["days"] = {k: group["days"][k] for k in sorted(group["days"], key=int)}
        for name, share in flags.items():
            yes = (part[name] == "yes").sum()
            rate = (yes + PRIOR_ROWS * share) / (len(part) + PRIOR_ROWS)
            group[name] = round(float(rate), 4)
        groups.append(group)
    return groups


def _known_outcomes(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a recorded outcome of an earlier campaign."""
    return rows[rows["poutcome"] != "unknown"]


def _conventions(rows: pd.DataFrame) -> Facts:
    """How the file writes that a client was never called before."""
    never = rows["pdays"] == -1
    return {
        "never_contacted": int(never.sum()),
        "never_contacted_and_previous_0": int((never & (rows["previous"] == 0)).sum()),
        "never_contacted_and_poutcome_unknown": int(
            (never & (rows["poutcome"] == "unknown")).sum()
        ),
        "contacted_before": int((~never).sum()),
        "contacted_before_and_previous_0": int(
            (~never & (rows["previous"] == 0)).sum()
        ),
        "contacted_before_and_poutcome_unknown": int(
            (~never & (rows["poutcome"] == "unknown")).sum()
        ),
    }


#: Yes/no columns, each drawn given its month group and these columns.
FLAGS = {
    "housing": ("age_band", "job"),
    "loan": ("age_band", "job", "education", "balance_band"),
    "default": ("balance_band", "job"),
}

#: Columns of the outcome model, and those whose effect differs between periods.
# fmt: off
EFFECTS = [
    "age_band", "job", "marital", "education", "default", "balance_band", "housing",
    "loan", "contact", "campaign_band", "previous_band", "poutcome",
]
# fmt: on
EFFECTS_BY_PERIOD = ("age_band", "housing", "poutcome")


def compute_facts(contacts: pd.DataFrame) -> Facts:
    """Reduce the real file to the facts that the generator needs.

    Parameters
    ----------
    contacts : DataFrame of shape (45211, 17)
        ``bank-full.csv`` in file order, columns as in ``COLUMNS``.

    Returns
    -------
    dict
        The tables described at the top of this module: numbers and names only.

    Raises
    ------
    ValueError
        If the columns are not those of ``bank-full.csv``.
    """
    if list(contacts.columns) != COLUMNS:
        raise ValueError(
            f"the columns are {list(contacts.columns)}, not those of bank-full.csv: "
            f"{COLUMNS}. Give the ';'-separated file."
        )
    rows = with_calendar(contacts)
    rows["is_yes"] = (rows["y"] == "yes").astype(float)
    rows["is_telephone"] = (rows["contact"] == "telephone").astype(float)
    rows["job_and_generation"] = rows["job"] + ", " + rows["generation_band"]
    for name in ("job", "education", "poutcome", "y"):
        rows[f"period_and_{name}"] = rows["period"] + ", " + rows[name]

    expected = rows.groupby(["group", "day_band"])["is_yes"].transform("mean")
    known = rows[rows["contact"] != "unknown"]
    before = _known_outcomes(rows)

    flags = {}
    for name, causes in FLAGS.items():
        hit = (rows[name] == "yes").astype(float)
        usual = hit.groupby(rows["group"]).transform("mean")
        flags[name] = {cause: _rates(rows, cause, hit, usual) for cause in causes}
    usual = known["is_telephone"].groupby(known["group"]).transform("mean")
    flags["telephone"] = {
        "age_band": _rates(known, "age_band", known["is_telephone"], usual)
    }

    marital: Facts = {}
    for generation, part in rows.groupby("generation_band"):
        overall = _shares(part["marital"])
        for job in sorted(rows["job"].unique()):
            some = part[part["job"] == job]
            marital[f"{job}, {generation}"] = _shares(some["marital"], overall)

    return {
        "source": SOURCE,
        "rows": len(rows),
        "conversion": round(float(rows["is_yes"].mean()), 4),
        "conventions": _conventions(rows),
        "month_groups": _month_groups(rows),
        "shares": {
            "job_by_period": _shares_by(rows, "job", "period"),
            "education_by_job": _shares_by(rows, "education", "job"),
            "marital_by_job_and_generation": marital,
            "campaign_by_period": _shares_by(rows, "campaign_band", "period"),
            "previous_by_poutcome": _shares_by(before, "previous_band", "poutcome"),
        },
        "quantiles": {
            "probabilities": list(PROBABILITIES),
            "age_by_period_and_job": _quantiles_by(rows, "age", "period_and_job"),
            "balance_by_period_and_education": _quantiles_by(
                rows, "balance", "period_and_education"
            ),
            "pdays_by_period_and_poutcome": {
                key: values
                for key, values in _quantiles_by(
                    before, "pdays", "period_and_poutcome"
                ).items()
                if (before["period_and_poutcome"] == key).sum() >= MIN_ROWS
            },
            "duration_by_period_and_y": _quantiles_by(rows, "duration", "period_and_y"),
        },
        "conversion_by_level": {
            name: _rates(rows, name, rows["is_yes"], expected)
            for name in [*EFFECTS, "month"]
        },
        "conversion_by_period": {
            name: {
                str(period): _rates(part, name, part["is_yes"], expected[part.index])
                for period, part in rows.groupby("period")
            }
            for name in EFFECTS_BY_PERIOD
        },
        "flags": flags,
    }


def to_json(value: object, indent: int = 0) -> str:
    """Write nested tables with one innermost table or list per line.

    Parameters
    ----------
    value : dict, list or scalar
        What to write.
    indent : int, default=0
        Depth of nesting so far.

    Returns
    -------
    str
        JSON text without a trailing newline.
    """
    inner = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(inner, list) or not any(
        isinstance(item, dict | list) for item in inner
    ):
        return json.dumps(value, ensure_ascii=True)
    pad, names = " " * (indent + 1), [""] * len(inner)
    if isinstance(value, dict):
        names = [f"{json.dumps(key)}: " for key in value]
    lines = [
        f"{pad}{name}{to_json(item, indent + 1)}"
        for name, item in zip(names, inner, strict=True)
    ]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return "\n".join([opening, ",\n".join(lines), " " * indent + closing])


def read_contacts(path: Path) -> pd.DataFrame:
    """Read ``bank-full.csv``, and no other file.

    Parameters
    ----------
    path : Path
        The ';'-separated file as published.

    Returns
    -------
    DataFrame of shape (45211, 17)
        Rows in file order.

    Raises
    ------
    ValueError
        If the file is not the published one, to the byte.
    """
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SOURCE["sha256"]:
        raise ValueError(
            f"{path.name} has sha256 {digest}, the published bank-full.csv has "
            f"{SOURCE['sha256']}. Take it from doi {SOURCE['doi']}."
        )
    return pd.read_csv(path, sep=";", keep_default_na=False)


def main() -> None:
    """Write ``facts.json`` from the real file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("bank_full", type=Path, help="path to bank-full.csv")
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).with_name("facts.json")
    )
    arguments = parser.parse_args()
    facts = compute_facts(read_contacts(arguments.bank_full))
    arguments.out.write_bytes((to_json(facts) + "\n").encode("ascii"))


if __name__ == "__main__":
    main()
