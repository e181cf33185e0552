"""The schema of the vars, with what follows from the classifiers filled in."""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from customer_segmentation.classifiers import CLASSIFIERS


def settings_schema(classifier: str | None = None) -> dict[str, Any]:
    """Read `schema.yml` and fill in what follows from the classifiers.

    Parameters
    ----------
    classifier : str, optional
        The one in use, whose parameters are checked; of one that is not registered
        none is known.

    Returns
    -------
    dict
        JSON Schema of all vars.
    """
    schema = deepcopy(_declared())
    properties = schema["properties"]
    entry = CLASSIFIERS.get(classifier or "")
    own = dict(entry.parameters) if entry else {}
    of_any: dict[str, Any] = {
        name: {} for other in CLASSIFIERS.values() for name in other.parameters
    }
    protocol = properties["study_protocols"]["additionalProperties"]["properties"]
    properties["classifier"]["enum"] = list(CLASSIFIERS)
    properties["classifier_parameters"]["properties"] = own
    protocol["classifier_parameters"]["properties"] = of_any | own
    return schema


def with_defaults(
    name: str, given: Mapping[str, Any] | None, classifier: str | None = None
) -> dict[str, Any]:
    """Complete what a var holds by the defaults of the schema.

    Parameters
    ----------
    name : str
        The var.
    given : mapping or None
        What it holds; other entries than those of the schema are left out.
    classifier : str, optional
        Whose parameters var `classifier_parameters` holds.

    Returns
    -------
    dict
        In the order of the schema.
    """
    declared = settings_schema(classifier)["properties"][name]["properties"]
    return {
        entry: (given or {}).get(entry, schema["default"])
        for entry, schema in declared.items()
    }


@cache
def _declared() -> dict[str, Any]:
    text = Path(__file__).with_name("schema.yml").read_text(encoding="utf-8")
    # The C parser, where there is one, takes a tenth of the time.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return dict(yaml.load(text, Loader=loader))  # noqa: S506
