"""What the page needs to score a customer in the browser, as `score_customer` does."""

import base64
import itertools
import json
import math
import re
import struct
from typing import Any

import duckdb

from customer_segmentation.report.facts import Facts, Row

#: Beyond as many combinations a computed feature is asked for instead.
MOST_COMBINATIONS = 20_000
DATABASE_TYPES = {
    "category": "varchar", "flag": "boolean", "integer": "bigint", "number": "double"
}  # fmt: skip


def what_if_form(connection: duckdb.DuckDBPyConnection, facts: Facts) -> dict[str, Any]:
    """Collect inputs, terms and calibration.

    Parameters
    ----------
    connection : DuckDB connection
        For the expressions of computed features, which are SQL.
    facts : Facts

    Returns
    -------
    dict
        `features`, each with what encodes it; `terms` with their contributions as the
        base 64 of little-endian doubles; `rule`, how log-odds become a decision.
    """
    used = {
        name
        for row in facts.terms
        for name in (row["feature_1"], row["feature_2"])
        if name
    }
    inputs = {row["feature"]: row for row in facts.inputs}
    features: dict[str, dict[str, Any]] = {}
    for name, row in inputs.items():
        features[name] = describe_feature(facts, row) | {"isUsed": name in used}
    for name, row in inputs.items():
        if row["expression"] and name in used:
            features[name]["computed"] = computed_values(
                connection, row, inputs, features
            )
    needed = used | {
        name
        for feature in features.values()
        for name in (feature.get("computed") or {}).get("inputs", ())
    }
    terms, contributions = term_arrays(facts.terms)
    return {
        "features": [feature for name, feature in features.items() if name in needed],
        "terms": terms,
        "contributions": base64.b64encode(
            struct.pack(f"<{len(contributions)}d", *contributions)
        ).decode("ascii"),
        "intercept": facts.model["intercept"],
        "rule": decision_rule(facts.rule),
    }


def describe_feature(facts: Facts, row: Row) -> dict[str, Any]:
    """Describe one feature: how to ask for it, and how its values become codes.

    Parameters
    ----------
    facts : Facts
    row : dict
        A row of `report.int_what_if_inputs`.

    Returns
    -------
    dict
    """
    name, kind = row["feature"], row["kind"]
    levels = [level for level in facts.levels if level["feature"] == name]
    counts: dict[int, int] = {}
    for level in facts.level_counts:
        if level["feature"] == name:
            counts[level["code"]] = (
                counts.get(level["code"], 0) + level["contact_count"]
            )
    phrases = [facts.phrases.get((name, 0), f"{row['label']} not known")]
    phrases += [
        facts.phrases.get((name, level["code"]), str(level["code"])) for level in levels
    ]
    feature = {
        "name": name,
        "label": row["label"],
        "kind": kind,
        "description": row["description"],
        "missing": json.loads(row["missing_numbers"]),
        "phrases": phrases,
        "lowest": row["lowest"],
        "highest": row["highest"],
    }
    if kind in ("integer", "number"):
        feature["hasBins"] = bool(levels)
        feature["bounds"] = [
            level["lower_bound"] for level in levels if level["lower_bound"] is not None
        ]
        feature["start"] = middle_number(levels, counts, int(kind == "integer"))
    else:
        feature["levels"] = [level["level"] for level in levels]
        known = {code: counts.get(code, 0) for code in range(len(levels) + 1)}
        code = max(known, key=lambda code: known[code])
        feature["start"] = levels[code - 1]["level"] if code else None
    return feature


def middle_number(levels: list[Row], counts: dict[int, int], step: int) -> float | None:
    """Return a number of the bin that holds the middle contact.

    Parameters
    ----------
    levels : list of dict
        The bins.
    counts : dict
        Contacts by code; 0 are those without the number.
    step : int
        How far below its upper bound a number of the first bin lies.

    Returns
    -------
    float or None
        None where most contacts have none.
    """
    total = sum(counts.values())
    passed = counts.get(0, 0)
    if 2 * passed >= total:
        return None
    half = (total - passed) / 2
    passed = 0
    for level in levels:
        passed += counts.get(level["code"], 0)
        if passed >= half:
            if level["lower_bound"] is not None:
                return float(level["lower_bound"])
            return float((level["upper_bound"] or 0) - step)
    return None


def computed_values(
    connection: duckdb.DuckDBPyConnection,
    row: Row,
    inputs: dict[str, Row],
    features: dict[str, dict[str, Any]],
) -> dict[str, Any] | None:
    """Compute a feature for every combination of what it is computed from.

    Its expression is SQL, which a browser cannot evaluate: the page looks it up.

    Parameters
    ----------
    connection : DuckDB connection
    row : dict
        The feature.
    inputs, features : dict
        All features, by name.

    Returns
    -------
    dict or None
        `inputs`, and `values` by the JSON of their values. None where there are too
        many combinations, or the expression needs more than the features that are
        read: the form then asks for the feature itself.
    """
    expression = row["expression"]
    names = [
        name
        for name, other in inputs.items()
        if other["expression"] is None and re.search(rf"\b{name}(_text)?\b", expression)
    ]
    domains = [possible_values(features[name]) for name in names]
    size = math.prod(len(domain or ()) for domain in domains)
    if not names or not 0 < size <= MOST_COMBINATIONS:
        return None
    combinations = list(itertools.product(*(domain or () for domain in domains)))
    columns = ", ".join(
        f"unnest(cast(? as {DATABASE_TYPES[inputs[name]['kind']]}[])) as {name}"
        + (f", {name} as {name}_text" if inputs[name]["kind"] == "category" else "")
        for name in names
    )
    kind = DATABASE_TYPES[row["kind"]]
    try:
        values = connection.execute(
            f"select cast({expression} as {kind}) from (select {columns})",  # noqa: S608
            [list(values) for values in zip(*combinations, strict=True)],
        ).fetchall()
    except duckdb.Error:
        return None
    return {
        "inputs": names,
        "values": {
            json.dumps(combination, separators=(",", ":"), ensure_ascii=False): value
            for combination, (value,) in zip(combinations, values, strict=True)
        },
    }


def possible_values(feature: dict[str, Any]) -> list[Any] | None:
    """List what a form can hold for a feature; None where there is no end of it.

    Parameters
    ----------
    feature : dict

    Returns
    -------
    list or None
        What is not known comes first.
    """
    if feature["kind"] == "flag":
        return [None, False, True]
    if feature["kind"] == "category":
        return [None, *feature["levels"]]
    lowest, highest = feature["lowest"], feature["highest"]
    if feature["kind"] == "number" or lowest is None:
        return None
    if highest - lowest > MOST_COMBINATIONS:
        return None
    missing = feature["missing"]
    return [
        None,
        *(
            number
            for number in range(int(lowest), int(highest) + 1)
            if number not in missing
        ),
    ]


def term_arrays(terms: list[Row]) -> tuple[list[dict[str, Any]], list[float]]:
    """Put the cells of all terms into one array.

    Parameters
    ----------
    terms : list of dict
        Rows of `model_terms`, in the order of term, code_1 and code_2.

    Returns
    -------
    terms : list of dict
        `features`, `size` (codes of the last feature) and `offset` into the array.
    contributions : list of float
    """
    arrays: dict[str, dict[str, Any]] = {}
    contributions = []
    for place, row in enumerate(terms):
        pair = [row["feature_1"], *([row["feature_2"]] if row["feature_2"] else [])]
        array = arrays.setdefault(
            row["term"], {"features": pair, "size": 0, "offset": place}
        )
        last = row["code_1"] if row["code_2"] is None else row["code_2"]
        array["size"] = max(array["size"], last + 1)
        contributions.append(row["contribution"])
    return list(arrays.values()), contributions


def decision_rule(rule: Row) -> dict[str, Any]:
    """Keep of a decision rule what is finite: the rest fills arrays up.

    Parameters
    ----------
    rule : dict
        The row of `int_active_decision_rule`.

    Returns
    -------
    dict
    """
    decided = {
        "slope": rule["slope"],
        "intercept": rule["intercept"],
        # Who is asked about is a prospect.
        "shift": rule["prospect_shift"],
        "threshold": rule["prospect_threshold"],
        # Infinite where nobody is called, or everybody: no number of JSON.
        "thresholdLogOdds": str(rule["prospect_threshold_log_odds"]).replace(
            "inf", "Infinity"
        ),
        "decileBounds": [x for x in rule["decile_bounds"] or () if math.isfinite(x)],
    }
    if rule["slope"] is None:
        knots = [x for x in rule["knot_log_odds"] if math.isfinite(x)]
        decided["knotLogOdds"] = knots
        decided["knotProbabilities"] = rule["knot_probabilities"][: len(knots)]
    return decided
