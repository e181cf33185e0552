"""What the columns of a table are taken for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import duckdb

from customer_segmentation.command.configure.table import MISSING, Column, Table, quoted
from customer_segmentation.errors import ConfigurationError

FEWEST_POSITIVES = 500
#: From here on a small table: fewer bins and pairs, smaller leaves.
SMALL_TABLE = 5000
DECIDES_ALONE = 0.95
#: More rows than that have no customer, but a group in common.
MOST_ROWS_OF_A_CUSTOMER = 50
FLAG_TEXTS = ({"yes", "no"}, {"true", "false"}, {"1", "0"})
POSITIVE_TEXTS = ("yes", "true", "1", "y", "t")
OUTCOME_NAMES = (
    r"^y$|target|label|outcome|response|churn|subscri|convert|default|purchas|bought"
    r"|exited|attrition|survived|is_good|^class$|click|next_payment"
)
KEY_NAMES = (
    r"(^|[_ ])(id|key|uuid|guid|no|nr|number)$|^id|customer|client|account_?n|Id$|ID$"
)
CUSTOMER_NAMES = r"customer|client|account|household|patient|member|user|person"
CODE_NAMES = (
    r"sex|gender|educat|marri|marital|status|type|code|categ|class|region|zip|post"
    r"|branch|country|state|city|job|occupation|channel|segment|group|product"
)
SENSITIVE_NAMES = (
    r"sex|gender|race|ethnic|relig|national|foreign|marital|marri|disab|health|^age$"
    r"|birth|pregnan|politic|orientation"
)
AFTERWARDS_NAMES = r"duration|result|closed|cancel|terminat|after|final"
WORDS = {"churn": "churned", "subscri": "subscribed", "default": "defaulted",
         "purchas": "bought", "bought": "bought", "convert": "converted",
         "click": "clicked", "exit": "left", "attrition": "left"}  # fmt: skip
#: Names that columns of the pipeline have already.
TAKEN = {
    "contact_id", "contacted_on", "is_subscriber", "split", "reason", "source_name",
    "source_row", "row_hash", "source_role", "row_position", "raw_line", "raw_values",
    "read_error", "carried", "model_id", "log_odds", "threshold", "score_decile",
    "scored_at", "subscription_probability", "month_number", "day_number",
    "is_predicted_subscriber", "years_passed", "split_key", "contacts",
    "customer", "customers",
    "codes", "arrays", "encoded", "kept", "rule", "terms", "predictions", "level",
    "feature", "number", "training_row", "is_synthetic", "probe", "probe_id",
    "sample_hash", "sample_rank", "older_share", "typed", "source",
}  # fmt: skip
MONTHS = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
          "dec"}  # fmt: skip


@dataclass
class Proposal:
    """What was understood: vars, and what a person should know of them.

    Parameters
    ----------
    variables : dict
        In the order of ``dbt_project.yml``, without those that keep their default.
    notes : dict of str to str
        By feature, what its column holds.
    understood, warnings : list of str
        Sentences, each one line.
    """

    variables: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    understood: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def propose(
    table: Table,
    defaults: Mapping[str, Any],
    outcome: str | None = None,
    key: Sequence[str] = (),
    prospects: Table | None = None,
) -> Proposal:
    """Find out what a table holds.

    Parameters
    ----------
    table : Table
        Contacts whose outcome is known, at least of some.
    defaults : mapping
        The vars of the project. Where they describe the table, it needs no others.
    outcome : str, optional
        Its column; found where one alone comes into question.
    key : sequence of str
        Its columns; found where one is unique and named like a key.
    prospects : Table, optional

    Returns
    -------
    Proposal

    Raises
    ------
    ConfigurationError
        If a column that was named is not there, or the outcome cannot be told.
    """
    proposal = Proposal()
    columns = {name: table.column(name) for name in table.names}
    for name in [*key, *([outcome] if outcome else [])]:
        if name not in columns:
            raise ConfigurationError(
                f"{table.location} has no column `{name}`; it has {', '.join(columns)}."
            )
    proposal.understood.append(
        f"Rows      {table.count:,} with {len(columns)} columns in {table.location}"
    )
    proposal.variables["contacts"] = table.location
    proposal.variables["prospects"] = prospects.location if prospects else "none"
    if outcome in (None, defaults["outcome"]["column"]) and _is_described(
        columns, defaults
    ):
        if key:
            _add_key(proposal, table, columns, list(key))
        proposal.understood += [
            "Columns   those that the vars of the project describe already: no others "
            "are needed",
            f"Outcome   `{defaults['outcome']['column']}`, positive where it is "
            f"`{defaults['outcome']['positive']}`",
        ]
        return proposal

    chosen = columns[outcome] if outcome else outcome_of(list(columns.values()))
    _add_outcome(proposal, table, chosen)
    others = {name: column for name, column in columns.items() if name != chosen.name}
    keys = list(key) or _key_of(others, table)
    _add_key(proposal, table, others, keys)
    others = {name: column for name, column in others.items() if name not in keys}
    _add_customer(proposal, others)
    _add_features(proposal, table, others, chosen.name, prospects)
    _add_settings(proposal, table, others, chosen.name)
    if prospects:
        _add_prospects(proposal, others, prospects)
    return proposal


def outcome_of(columns: Sequence[Column]) -> Column:
    """Choose the column that is the outcome.

    Parameters
    ----------
    columns : sequence of Column

    Returns
    -------
    Column
        Of those with two values the one that is named like an outcome; else the last
        column of the table.

    Raises
    ------
    ConfigurationError
        If none has two values, or several may be it.
    """
    binary = [column for column in columns if column.distinct == 2 and column.levels]
    if not binary:
        raise ConfigurationError(
            "No column holds two values, so none can be the outcome; give a table with "
            "a column such as yes and no, or say which with OUTCOME=<column>."
        )
    named = [c for c in binary if re.search(OUTCOME_NAMES, c.name, re.IGNORECASE)]
    last = columns[-1]
    for candidates in (
        [c for c in named if c is last], named, [c for c in binary if c is last], binary
    ):  # fmt: skip
        if len(candidates) == 1:
            return candidates[0]
    raise ConfigurationError(
        "Several columns may be the outcome: "
        f"{', '.join(c.name for c in named or binary)}; say which: OUTCOME=<column>."
    )


def positive_of(column: Column) -> tuple[str, str]:
    """Choose which of two values is the positive one.

    Parameters
    ----------
    column : Column

    Returns
    -------
    positive, negative : str
        Yes, true or 1 beside no, false or 0; else the rarer one.

    Raises
    ------
    ConfigurationError
        If there are not two values.
    """
    levels = sorted(column.levels, key=lambda level: (column.levels[level], level))
    if len(levels) != 2:
        raise ConfigurationError(
            f"The outcome `{column.name}` holds {column.distinct} different values; it "
            "must hold two."
        )
    lowered = {level.lower() for level in levels}
    if lowered in (*FLAG_TEXTS, {"y", "n"}, {"t", "f"}):
        levels.sort(key=lambda level: level.lower() not in POSITIVE_TEXTS)
    return levels[0], levels[1]


def kind_of(column: Column) -> str:
    """Choose the kind of a feature.

    Parameters
    ----------
    column : Column

    Returns
    -------
    {'category', 'flag', 'integer', 'number'}
        Whole numbers that are codes, by their name or a leading zero, are categories.
    """
    if (
        column.distinct == 2
        and {level.lower() for level in column.levels} in FLAG_TEXTS
    ):
        return "flag"
    is_code = re.search(CODE_NAMES, column.name, re.IGNORECASE) and column.levels
    if not column.is_number or column.is_padded or (column.is_whole and is_code):
        return "category"
    return "integer" if column.is_whole else "number"


def sentinels_of(column: Column) -> list[int]:
    """Find numbers that stand for "not known": -1 or 999 far from all others.

    Parameters
    ----------
    column : Column

    Returns
    -------
    list of int
    """
    if not column.is_number or column.distinct < 15 or len(column.quantiles) < 4:
        return []
    lowest, second, second_last, last = column.quantiles
    found = []
    for value in (-1, -9, -99, -999, -9999):
        if lowest == value and second >= 0:
            found.append(value)
    for value in (99, 999, 9999, 99999, 999999):
        if last == value and second_last < value / 2:
            found.append(value)
    return found


def feature_name(column: str, taken: set[str]) -> str:
    """Name a feature in snake case, unlike a keyword or any name taken.

    Parameters
    ----------
    column : str
    taken : set of str

    Returns
    -------
    str
    """
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", column)
    name = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not name or not name[0].isalpha():
        name = f"column_{name}".strip("_")
    if name in _keywords() | TAKEN or name.endswith("_text"):
        name = f"{name}_value"
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    return unique


def _is_described(columns: Mapping[str, Column], defaults: Mapping[str, Any]) -> bool:
    lowered = {name.lower(): column for name, column in columns.items()}
    outcome = defaults["outcome"]
    needed = [
        str(entry.get("column", name)).lower()
        for name, entry in defaults["features"].items()
        if not entry.get("expression")
    ]
    label = lowered.get(str(outcome["column"]).lower())
    return (
        all(name in lowered for name in needed)
        and label is not None
        and {level.lower() for level in label.levels}
        == {str(outcome["positive"]).lower(), str(outcome["negative"]).lower()}
    )


def _add_outcome(proposal: Proposal, table: Table, column: Column) -> None:
    positive, negative = positive_of(column)
    proposal.variables["outcome"] = {
        "column": column.name, "positive": positive, "negative": negative
    }  # fmt: skip
    word = next(
        (word for stem, word in WORDS.items() if stem in column.name.lower()),
        f"had {column.name} {positive}",
    )
    proposal.variables["outcome_word"] = word
    count = column.levels[positive]
    proposal.understood.append(
        f"Outcome   `{column.name}`, positive where it is `{positive}`: {count:,} of "
        f"{column.known:,} ({count / column.known:.1%})"
    )
    if count < FEWEST_POSITIVES:
        proposal.warnings.append(
            f"only {count:,} contacts are positive: below {FEWEST_POSITIVES} figures "
            "are rough, see their intervals in evaluation.metric_intervals"
        )
    unknown = column.rows - column.known
    if unknown:
        proposal.warnings.append(
            f"{unknown:,} rows of the contacts have no outcome: they are prospects"
        )


def _key_of(columns: Mapping[str, Column], table: Table) -> list[str]:
    for place, (name, column) in enumerate(columns.items()):
        is_named = re.search(KEY_NAMES, name) or (place == 0 and name == "column_1")
        is_key_like = column.is_uuid or column.is_whole or not column.is_number
        if (
            is_named and is_key_like and column.known == column.rows == column.distinct
            and not table.repeated([name])
        ):  # fmt: skip
            return [name]
    return []


def _add_key(
    proposal: Proposal, table: Table, columns: Mapping[str, Column], keys: list[str]
) -> None:
    if repeated := table.repeated(table.names, "looked_at"):
        proposal.warnings.append(
            f"{repeated:,} rows repeat another row in every column"
        )
    if not keys:
        proposal.understood.append(
            "Key       none found: the position of a row in its source is its id"
        )
        proposal.variables["contact_key"] = None
        return
    if repeated := table.repeated(keys):
        proposal.warnings.append(
            f"the key {', '.join(keys)} is not unique, {repeated:,} rows repeat it: "
            "keep one row of each, or add a column to KEY. Until then ids are row "
            "positions"
        )
        proposal.variables["contact_key"] = None
        proposal.variables["carry"] = list(keys)
        if len(keys) == 1:
            _keep_together(proposal, columns[keys[0]])
        return
    column = columns[keys[0]]
    if len(keys) > 1:
        kind = "text"
    elif column.is_whole and not column.is_padded:
        kind = "integer"
    else:
        kind = "uuid" if column.is_uuid else "text"
    proposal.variables["contact_key"] = keys[0] if len(keys) == 1 else list(keys)
    proposal.variables["contact_key_type"] = kind
    proposal.understood.append(f"Key       {', '.join(keys)} ({kind})")


def _add_customer(proposal: Proposal, columns: Mapping[str, Column]) -> None:
    """Keep the rows of a customer together, where another column is the key."""
    for name, column in columns.items():
        if (
            "split" not in proposal.variables
            and re.search(CUSTOMER_NAMES, name, re.IGNORECASE)
            and re.search(KEY_NAMES, name)
            and (column.is_uuid or column.is_whole or not column.is_number)
            and column.known == column.rows
            and column.rows / MOST_ROWS_OF_A_CUSTOMER < column.distinct < column.rows
        ):
            proposal.variables.setdefault("carry", []).append(name)
            _keep_together(proposal, column)


def _keep_together(proposal: Proposal, column: Column) -> None:
    proposal.variables["split"] = {
        "method": "hash", "train_share": 0.6, "validation_share": 0.2,
        "salt": "customer_segmentation", "by": column.name,
    }  # fmt: skip
    proposal.warnings.append(
        f"`{column.name}` repeats, {column.known / column.distinct:.1f} rows each, "
        "which stay in one split (`split.by`): a customer who is both learned from and "
        "judged on flatters the model"
    )


def _add_features(
    proposal: Proposal,
    table: Table,
    columns: Mapping[str, Column],
    outcome: str,
    prospects: Table | None,
) -> None:
    features: dict[str, dict[str, Any]] = {}
    tokens = {""}
    left_out, carried = [], list(proposal.variables.get("carry", []))
    lowered = {name.lower() for name in prospects.names} if prospects else set()
    positive = proposal.variables["outcome"]["positive"]
    dates = [name for name, column in columns.items() if column.is_date]
    for name, column in columns.items():
        if name in carried or name in dates:
            continue
        # One value beside nothing at all may tell much.
        if column.distinct == 0 or (
            column.distinct == 1 and column.known == column.rows
        ):
            left_out.append(
                f"`{name}` holds {'one value' if column.known else 'nothing'}"
            )
            continue
        kind = kind_of(column)
        if kind == "category" and column.distinct > max(250, column.known / 2):
            left_out.append(f"`{name}` differs in nearly every row")
            if not prospects or name.lower() in lowered:
                carried.append(name)
            continue
        entry: dict[str, Any] = {"column": name, "kind": kind}
        if sentinels := sentinels_of(column):
            entry["missing"] = sentinels
        if prospects and name.lower() not in lowered:
            entry["known_at"] = "after_contact"
            proposal.warnings.append(
                f"prospects have no `{name}`: it counts as known only after the "
                "contact, and is no feature"
            )
        entry["description"] = _description(column, kind)
        feature = feature_name(name, set(features))
        features[feature] = entry
        tokens |= set(column.missing)
        auc = table.roc_auc(column, outcome, positive)
        proposal.notes[feature] = f"{auc:.3f}"
        if max(auc, 1 - auc) > DECIDES_ALONE:
            proposal.warnings.append(
                f"`{name}` alone nearly decides the outcome (ROC AUC {auc:.3f}): if it "
                f"is known only afterwards, set known_at: after_contact at {feature}"
            )
        if kind == "category" and column.distinct > 250:
            proposal.warnings.append(
                f"`{name}` has {column.distinct:,} levels: beyond the 250 most "
                "frequent they count as not known"
            )
    if not features:
        raise ConfigurationError(
            f"{table.location} has no column beside the outcome that a model could use."
        )
    proposal.variables["carry"] = carried
    proposal.variables["missing_tokens"] = sorted(tokens)
    proposal.variables["contact_date"] = _contact_date(proposal, table, dates, columns)
    proposal.variables["features"] = features
    kinds = [entry["kind"] for entry in features.values()]
    proposal.understood += [
        "Features  " + ", ".join(
            f"{kinds.count(kind)} {kind}" for kind in
            ("category", "flag", "integer", "number") if kind in kinds
        ),
        "Left out  " + ("; ".join(left_out) or "nothing")
        + (f"; carried: {', '.join(carried)}" if carried else ""),
    ]  # fmt: skip
    late = [n for n in columns if re.search(AFTERWARDS_NAMES, n, re.IGNORECASE)]
    if late := [n for n in late if n not in dates]:
        proposal.warnings.append(
            f"named like something known only afterwards: {', '.join(late)}; if so, "
            "set known_at: after_contact there"
        )
    sensitive = [n for n in columns if re.search(SENSITIVE_NAMES, n, re.IGNORECASE)]
    if sensitive:
        proposal.warnings.append(
            f"sensitive, and features: {', '.join(sensitive)}; take out what must not "
            "decide whom you call"
        )


def _contact_date(
    proposal: Proposal, table: Table, dates: list[str], columns: Mapping[str, Column]
) -> str | dict[str, str]:
    if not dates:
        months = [
            c.name for c in columns.values()
            if c.levels and {level.lower()[:3] for level in c.levels} <= MONTHS
        ]  # fmt: skip
        if months:
            proposal.warnings.append(
                f"`{months[0]}` has months without a year: where rows are in order of "
                "time, set contact_date (method file_order)"
            )
        proposal.understood.append("Date      none")
        return "none"
    named = [n for n in dates if re.search("contact|call|creat|date", n, re.IGNORECASE)]
    chosen = (named or dates)[0]
    is_ordered = table.is_in_order(f"try_cast({quoted(chosen)} as date)")
    proposal.understood.append(
        f"Date      `{chosen}`, rows {'are' if is_ordered else 'are not'} in its order"
    )
    if others := [name for name in dates if name != chosen]:
        proposal.warnings.append(
            f"dates are no features, so left out: {', '.join(others)}; add days since "
            "then as an expression"
        )
    return {"method": "column", "column": chosen}


def _add_settings(
    proposal: Proposal, table: Table, columns: Mapping[str, Column], outcome: str
) -> None:
    features = proposal.variables["features"]
    usable = [
        name for name, entry in features.items() if "known_at" not in entry
    ]  # fmt: skip
    strongest = sorted(usable, key=lambda name: -float(proposal.notes[name]))
    is_small = table.count < SMALL_TABLE
    pairs = combinations(strongest[: 4 if is_small else 7], 2)
    if is_small:
        proposal.variables["number_bins"] = 16
    proposal.variables["interactions"] = [list(pair) for pair in pairs]
    if is_small:
        proposal.variables["classifier_parameters"] = {"min_samples_leaf": 20}
    groups: dict[str, str] = {}
    for name in usable:
        column = columns[features[name]["column"]]
        is_level = features[name]["kind"] in ("category", "flag")
        if is_level and 2 <= column.distinct <= 12 and len(groups) < 3:
            groups[name] = name
    if "age" in usable and features["age"]["kind"] in ("integer", "number"):
        groups["age_band"] = (
            "case when age < 30 then 'under 30' when age < 45 then '30 to 44' when age"
            " < 60 then '45 to 59' when age >= 60 then '60 and over' end"
        )
    proposal.variables["metric_groups"] = groups
    proposal.understood.append(
        "Strongest " + ", ".join(
            f"{name} ({proposal.notes[name]})" for name in strongest[:4]
        ) + " (ROC AUC alone); pairs of these may interact"
    )  # fmt: skip


def _add_prospects(
    proposal: Proposal, columns: Mapping[str, Column], prospects: Table
) -> None:
    lowered = {name.lower(): name for name in prospects.names}
    proposal.understood.append(f"Prospects {prospects.count:,} in {prospects.location}")
    for entry in proposal.variables["features"].values():
        name, column = entry["column"], columns[entry["column"]]
        if (
            entry["kind"] != "category"
            or name.lower() not in lowered
            or not column.levels
        ):
            continue
        new = prospects.column(lowered[name.lower()])
        unseen = {
            level: count for level, count in new.levels.items()
            if level not in column.levels and level.lower() not in MISSING
        }  # fmt: skip
        if unseen:
            shown = ", ".join(list(unseen)[:3])
            proposal.warnings.append(
                f"{sum(unseen.values()):,} prospects have levels of `{name}` that no "
                f"contact has ({shown}): they count as not known"
            )


def _description(column: Column, kind: str) -> str:
    if kind in ("integer", "number"):
        lowest, highest = column.quantiles[0], column.quantiles[-1]
        return f"Column {column.name}: {_shown(lowest)} to {_shown(highest)}."
    if 0 < len(column.levels) <= 6:
        return f"Column {column.name}: {', '.join(sorted(column.levels))}."
    return f"Column {column.name}: {column.distinct:,} levels."


def _shown(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:g}"


def _keywords() -> set[str]:
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select keyword_name from duckdb_keywords()"
            " where keyword_category <> 'unreserved'"
        ).fetchall()
    return {str(name) for (name,) in rows}
