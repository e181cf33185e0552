"""The vars that are in use: a block between two marks of ``dbt_project.yml``.

They stand below the name of the project, where dbt lets them win over the vars of the
same name that follow in the file: ``dbt build`` and all other commands use them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from customer_segmentation.errors import ConfigurationError

PROJECT_NAME = "customer_segmentation"
FIRST = "  # >>> configured: `make configure` writes the vars up to the other mark >>>"
LAST = "  # <<< configured <<<"
WRITTEN = "  # as written: "
COMMENTS = {
    "contacts": "Where the contacts come from.",
    "contact_key": "What a contact is.",
    "split": "The rows of a customer stay in one split.",
    "missing_tokens": "Texts and dates as the table has them.",
    "features": "What a model may use: correct kinds, names and descriptions here.",
    "number_bins": "Fewer bins: there are few rows.",
    "interactions": "Pairs of the features that tell most alone.",
    "metric_groups": "Groups that are measured on their own.",
}


def block_of(text: str) -> tuple[str, str, str]:
    """Cut the project file at the two marks.

    Parameters
    ----------
    text : str
        ``dbt_project.yml``.

    Returns
    -------
    before, block, after : str

    Raises
    ------
    ConfigurationError
        If the marks are not there, once each.
    """
    if text.count(FIRST) != 1 or text.count(LAST) != 1:
        raise ConfigurationError(
            "dbt_project.yml lacks the two marks between which `make configure` writes;"
            f" add these lines below `vars:`: {FIRST.strip()} and {LAST.strip()}"
        )
    before, rest = text.split(FIRST + "\n")
    block, after = rest.split(LAST)
    return f"{before}{FIRST}\n", block, LAST + after


def configured(block: str) -> dict[str, Any]:
    """Read the vars of a block; none where it is empty."""
    found = yaml.safe_load(block) or {}
    return dict(found.get(PROJECT_NAME) or {})


def written(block: str) -> dict[str, str]:
    """Read the digests that `make configure` left beside what it wrote."""
    lines = re.findall(rf"(?m)^{re.escape(WRITTEN)}(.*)$", block)
    return dict(entry.split("=") for line in lines for entry in line.split())


def changed_by_hand(block: str) -> list[str]:
    """Find what a person changed, added or took out since it was written.

    Parameters
    ----------
    block : str

    Returns
    -------
    list of str
        Names of vars, and of features as ``features.<name>``.
    """
    before, now = written(block), _digests(configured(block))
    return [
        name for name in {**before, **now} if before.get(name) != now.get(name)
    ]  # fmt: skip


def merged(block: str, proposed: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Take a proposal, and keep what a person changed.

    Parameters
    ----------
    block : str
        The block as it stands.
    proposed : mapping
        Vars.

    Returns
    -------
    variables : dict
    kept : list of str
        What was changed by hand, and so kept.
    """
    kept, present = changed_by_hand(block), configured(block)
    variables = dict(proposed)
    features = dict(variables.get("features") or {})
    for name in kept:
        var, _, feature = name.partition(".")
        if feature:
            if feature in (present.get("features") or {}):
                features[feature] = present["features"][feature]
            else:
                features.pop(feature, None)
        elif var in present:
            variables[var] = present[var]
        else:
            variables.pop(var, None)
    if features:
        variables["features"] = features
    return variables, kept


def rendered(
    variables: Mapping[str, Any], proposed: Mapping[str, Any], notes: Mapping[str, str]
) -> str:
    """Write a block.

    Parameters
    ----------
    variables : mapping
        What it shall hold.
    proposed : mapping
        What `make configure` would have written: where it differs, a person's wins
        the next time too.
    notes : mapping of str to str
        By feature, its ROC AUC alone.

    Returns
    -------
    str
    """
    lines = [f"  {PROJECT_NAME}:"]
    for name, value in variables.items():
        if name in COMMENTS:
            lines.append(f"    # {COMMENTS[name]}")
        if name == "features" or (name == "interactions" and value):
            lines.append(f"    {name}:")
            entries = value.items() if name == "features" else enumerate(value)
            for entry, item in entries:
                place = f"{entry}: " if name == "features" else "- "
                auc = notes.get(str(entry))
                note = f"  # ROC AUC alone {auc}" if auc else ""
                lines.append(f"      {place}{_flow(item)}{note}")
        else:
            lines.append(f"    {name}: {_flow(value)}")
    line = ""
    for name, digest in _digests(proposed).items():
        if len(line) + len(name) > 70:
            lines.append(WRITTEN + line.strip())
            line = ""
        line += f" {name}={digest}"
    return "\n".join([*lines, WRITTEN + line.strip()]) + "\n"


def _digests(variables: Mapping[str, Any]) -> dict[str, str]:
    units = {name: value for name, value in variables.items() if name != "features"}
    for name, entry in (variables.get("features") or {}).items():
        units[f"features.{name}"] = entry
    return {
        name: hashlib.md5(
            json.dumps(value, sort_keys=True, default=str).encode(),
            usedforsecurity=False,
        ).hexdigest()[:6]
        for name, value in units.items()
    }


def _flow(value: object) -> str:
    text = yaml.safe_dump(
        [value], default_flow_style=True, width=10**6, sort_keys=False,
        allow_unicode=True,
    )  # fmt: skip
    return text.strip()[1:-1]
