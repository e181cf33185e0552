"""Render the page: a template, a style and a script, put into one file."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from customer_segmentation.report import charts, tables, words
from customer_segmentation.report.call_list import LISTED, listed_columns
from customer_segmentation.report.effects import strongest_effects, strongest_pairs
from customer_segmentation.report.facts import Facts, Row, read_facts
from customer_segmentation.report.trust import Verdict, light, trust_checks
from customer_segmentation.report.what_if import what_if_form

#: The most rows of the list that a page carries; the file has all.
MOST_LISTED = 5_000
#: The decimals of the numbers in it.
DECIMALS = {"subscription_probability": 6, "expected_value": 4}
#: Whole numbers above it are not exact in a browser.
LARGEST = 2**53
#: A group of fewer subscribers than this is shown, and not judged.
FEWEST_SUBSCRIBERS = 20


@dataclass(frozen=True)
class GroupTable:
    """How the model serves the groups of one grouping."""

    name: str
    rows: list[Row]
    chart: Markup
    sentence: str


def write_page(
    connection: duckdb.DuckDBPyConnection, file: Path, contacts: str | None = None
) -> Path:
    """Write the page of a build.

    Parameters
    ----------
    connection : DuckDB connection
        To a database in which the whole project was built.
    file : Path
        Its folder is made where it is missing.
    contacts : {"called", "none"}, optional
        Whether the page carries the rows of the call list; as var `report` says by
        default.

    Returns
    -------
    Path
        The file.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(render_page(connection, contacts), encoding="utf-8")
    return file


def render_page(
    connection: duckdb.DuckDBPyConnection, contacts: str | None = None
) -> str:
    """Render the page of a build.

    Parameters
    ----------
    connection : DuckDB connection
    contacts : {"called", "none"}, optional

    Returns
    -------
    str
        HTML that needs no other file and no network.
    """
    facts = read_facts(connection)
    loader = PackageLoader("customer_segmentation.report", "template")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        count=words.count,
        percent=words.percent,
        decimal=words.decimal,
        day=words.day,
        listed=words.listed,
        coded=words.coded,
        headed=words.headed,
    )
    environment.policies["json.dumps_kwargs"] = {
        "separators": (",", ":"), "ensure_ascii": False, "sort_keys": False
    }  # fmt: skip
    environment.globals.update(
        {name: value for name, value in vars(tables).items() if name.endswith("_rows")}
    )
    # Ours, so trusted as they are; everything else is escaped.
    style, script = (
        Markup(loader.get_source(environment, name)[0])  # noqa: S704
        for name in ("page.css", "page.js")
    )
    shown = contacts or facts.build["shown_contacts"]
    checks = trust_checks(facts)
    effects = strongest_effects(facts)
    pairs = strongest_pairs(facts)
    return environment.get_template("page.html.j2").render(
        facts=facts,
        outcome=facts.outcome,
        style=style,
        script=script,
        data=page_data(connection, facts, shown),
        checks=checks,
        light=light(checks),
        Verdict=Verdict,
        policies=policy_table(facts),
        effects=[
            (effect, charts.effect_chart(effect, facts.outcome)) for effect in effects
        ],
        descriptions={row["feature"]: row["description"] for row in facts.inputs},
        calls_table=tables.call_rows(facts.cuts.get(facts.shown_split, [])),
        pairs=[(pair, charts.heat_map(pair)) for pair in pairs],
        calibration=charts.reliability(
            "What came true against what the model said",
            [
                (row["predicted_rate"], row["observed_rate"], row["contact_count"])
                for row in facts.calibration
            ],
        ),
        groups=group_tables(facts),
        segments=segment_chart(facts),
        card=model_card(facts),
        parameters=json.dumps(json.loads(facts.model["parameters"]), indent=1),
        shown_contacts=shown,
    )


def page_data(
    connection: duckdb.DuckDBPyConnection, facts: Facts, shown_contacts: str
) -> dict[str, Any]:
    """Collect what the script of the page computes with.

    Parameters
    ----------
    connection : DuckDB connection
    facts : Facts
    shown_contacts : {"called", "none"}

    Returns
    -------
    dict
        `cuts` by split as [calls, lowest chance, expected subscribers, subscribers,
        variance]; `list` is None where no row of a customer is in the page.
    """
    cuts = {
        split: [
            [
                row["called_count"],
                round(row["threshold"], 6),
                round(row["expected_subscriber_count"], 3),
                row["subscriber_count"],
                round(row["subscriber_count_variance"], 3),
            ]
            for row in found
        ]
        for split, found in facts.cuts.items()
    }
    return {
        "outcome": {
            "did": facts.outcome.did,
            "found": words.headed(facts.outcome.found),
            "people": facts.outcome.people,
        },
        "split": facts.shown_split,
        "cuts": cuts,
        "policies": [
            {
                "policy": row["policy"],
                "calls": row["calls"],
                "isActive": row["is_active"],
            }
            for row in policy_table(facts)
        ],
        "value": facts.build["subscription_value"],
        "cost": facts.build["call_cost"],
        "list": listed_rows(connection) if shown_contacts == "called" else None,
        "form": what_if_form(connection, facts),
    }


def listed_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Read the list for the page, as far as it carries it.

    Parameters
    ----------
    connection : DuckDB connection

    Returns
    -------
    dict
        `columns`, what is carried along before the reasons, and `rows`.
    """
    columns = {
        name: cell
        for cell, name, _ in listed_columns(connection)
        if not re.fullmatch(r"reason_\d", name)
    }
    columns["reasons"] = columns.pop("reasons")
    found = connection.execute(
        f"select {', '.join(columns.values())} {LISTED}"
        f" where listed.call_rank <= {MOST_LISTED} order by listed.call_rank"
    ).fetchall()
    values = [
        plain_values(column, DECIMALS.get(name))
        for name, column in zip(columns, zip(*found, strict=True), strict=False)
    ]
    return {"columns": list(columns), "rows": list(zip(*values, strict=True))}


def plain_values(values: Sequence[Any], decimals: int | None = None) -> list[Any]:
    """Keep a column of numbers that a browser has exactly, and make all else text.

    Parameters
    ----------
    values : sequence
    decimals : int, optional
        Of what is rounded.

    Returns
    -------
    list
        None stays what it is.
    """
    known = [value for value in values if value is not None]
    if not all(
        type(value) in (int, float) and abs(value) <= LARGEST for value in known
    ):
        return [None if value is None else str(value) for value in values]
    if decimals is None:
        return list(values)
    return [None if value is None else round(value, decimals) for value in values]


def policy_table(facts: Facts) -> list[Row]:
    """Say what each policy would mean for the contacts that the page speaks of.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    list of dict
        Possible policies, the fewest calls first.
    """
    cuts = facts.cuts.get(facts.shown_split, [])
    whose = "prospect_" if facts.has_prospects else ""
    table = []
    for row in facts.policies:
        if not row["is_possible"]:
            continue
        lowest = row[f"{whose}threshold_log_odds"]
        called = [cut for cut in cuts if cut["lowest_log_odds"] >= lowest]
        last = called[-1] if called else None
        table.append(
            {
                "policy": row["policy"],
                "name": words.policy_name(row["policy"], row["demand"], facts.outcome),
                "is_active": row["is_active"],
                "threshold": row[f"{whose}threshold"],
                "calls": last["called_count"] if last else 0,
                "found": last["expected_subscriber_count"] if last else 0.0,
                "between": words.between(last) if last else "0 to 0",
                "subscribers": last["subscriber_count"] if last else 0,
                "expected_called_share": row["expected_called_share"],
            }
        )
    return sorted(table, key=lambda row: (row["calls"], row["policy"]))


def group_tables(facts: Facts) -> list[GroupTable]:
    """Compare how many of each group's subscribers are found.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    list of GroupTable
        One per grouping of var `metric_groups`.
    """
    recall = facts.metric("recall")
    people = facts.outcome.people
    by_name: dict[str, list[Row]] = {}
    for row in facts.groups:
        by_name.setdefault(row["grouping_name"], []).append(row)
    tables = []
    for name, found in by_name.items():
        label = name.replace("_", " ")
        drawn = [
            (
                row["group_value"],
                row["recall"],
                None,
                "few" if row["subscriber_count"] < FEWEST_SUBSCRIBERS else "",
                f"{row['group_value']}: {words.percent(row['recall'])} found of "
                f"{words.count(row['subscriber_count'])} {people}",
            )
            for row in found
        ]
        worse = [
            row["group_value"]
            for row in found
            if row["recall"] is not None
            and recall is not None
            and row["subscriber_count"] >= FEWEST_SUBSCRIBERS
            and row["recall"] < 0.8 * recall
        ]
        few = [
            row["group_value"]
            for row in found
            if row["subscriber_count"] < FEWEST_SUBSCRIBERS
        ]
        sentence = (
            f"Clearly fewer {people} than elsewhere are found among {label} "
            f"{words.listed(worse)}."
            if worse
            else f"No {label} with enough {people} to tell is served clearly worse."
        )
        if few:
            sentence += (
                f" Fewer than {FEWEST_SUBSCRIBERS} {people}, so not judged: "
                f"{words.listed(few, 6)}."
            )
        chart = charts.bars(
            f"Share of {people} found by {label}",
            drawn,
            (recall, "all") if recall is not None else None,
        )
        tables.append(GroupTable(label, found, chart, sentence))
    return tables


def segment_chart(facts: Facts) -> Markup | None:
    """Draw the rates of the segments; None where there are none.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    Markup or None
    """
    if not facts.segments:
        return None
    return charts.bars(
        f"Chance to {facts.outcome.be} by segment",
        [
            (
                row["segment_name"],
                row["predicted_rate"],
                row["observed_rate"],
                "",
                f"{row['segment_name']}: {words.percent(row['predicted_rate'])} by the "
                f"model, {words.percent(row['observed_rate'])} observed",
            )
            for row in facts.segments
        ],
    )


def model_card(facts: Facts) -> Sequence[tuple[str, str]]:
    """Say what the model is, was trained on, and is for.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    sequence of (question, answer)
    """
    model, outcome = facts.model, facts.outcome
    kind = (
        f"{model['algorithm'].replace('_', ' ')}: tables of points that add up, for "
        "each trait and for two of a declared pair"
    )
    pairs = sum(row["feature_2"] is not None for row in facts.importance)
    dates = [
        row[name]
        for split, row in facts.splits.items()
        for name in ("first_contacted_on", "last_contacted_on")
        if split != "score" and row[name]
    ]
    span = f", from {words.day(min(dates))} to {words.day(max(dates))}" if dates else ""
    splits = {
        "train": "learned from", "validation": "calibrated on", "test": "only tested on"
    }  # fmt: skip
    counts = ", ".join(
        f"{words.count(facts.splits[name]['contact_count'])} {role}"
        for name, role in splits.items()
        if name in facts.splits
    )
    drawn = {
        "hash": "drawn at random",
        "chronological": "the oldest to learn, the newest to test",
    }.get(facts.build["split_method"], facts.build["split_method"])  # fmt: skip
    libraries = json.loads(model["library_versions"] or "{}")
    return [
        ("What it is", f"Model {model['model_id']}: {kind}."),
        ("Trained", f"{words.day(model['trained_at'])}; active: {model['reason']}."),
        (
            "Trained on",
            f"{words.count(model['train_count'])} contacts, "
            f"{words.count(model['train_subscriber_count'])} of them {outcome.people}, "
            f"and {words.count(model['synthetic_count'])} made-up ones so that "
            f"{outcome.people} weigh more.",
        ),
        ("Contacts", f"{facts.build['contacts_source']}{span}: {counts} ({drawn})."),
        (
            "Looks at",
            f"{words.listed([row['label'] for row in facts.features], 40)}; and "
            f"{pairs} pairs of them.",
        ),
        (
            "Never looks at",
            "what is known only after the call, such as its length; names, addresses.",
        ),
        ("Is for", "choosing whom to call first, and what to open the call with."),
        (
            "Is not for",
            "deciding on credit, price or service; judging a single person; telling "
            f"what makes somebody {outcome.be}: traits that go together share an "
            "effect, and none is a cause.",
        ),
        (
            "How good",
            "test contacts: "
            + ", ".join(
                f"{label} {words.decimal(facts.metric(name), 3)}"
                for label, name in [
                    ("ROC AUC", "roc_auc"),
                    ("average precision", "average_precision"),
                    ("Brier", "brier"),
                    ("calibration error", "ece"),
                ]
            )
            + ".",
        ),
        (
            "Made with",
            ", ".join(f"{name} {version}" for name, version in libraries.items()) + ".",
        ),
    ]
