"""The first thing that is wrong with the vars, as one sentence that says what to do."""

import json
import math
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from customer_segmentation.settings.schema import settings_schema
from customer_segmentation.settings.truths import TRUTHS

LONGEST_VALUE = 120


def first_fault(variables: Mapping[str, Any]) -> str | None:
    """Find the first var, in the order of the schema, that is invalid.

    Parameters
    ----------
    variables : mapping
        All vars of the project, and whatever else the command line gives.

    Returns
    -------
    str or None
        A sentence that names the place, the value and what is allowed; None where
        everything is as it must be.
    """
    classifier = variables.get("classifier")
    schema = settings_schema(classifier if isinstance(classifier, str) else None)
    error = next(Validator(schema).iter_errors(dict(variables)), None)
    if error:
        fault: str | None = sentence(error)
    else:
        fault = next(filter(None, (truth(variables) for truth in TRUTHS)), None)
    return " ".join(fault.split()) if fault else None


def sentence(error: ValidationError) -> str:
    """Say what a validator found.

    Parameters
    ----------
    error : ValidationError

    Returns
    -------
    str
    """
    path = list(error.absolute_path)
    place = ".".join(step for step in path if isinstance(step, str))
    schema: Any = error.schema
    value = error.instance
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in value)
        return (
            f"Var `{place}` has no `{missing}`; give {_listed(error.validator_value)}."
        )
    if error.validator == "additionalProperties":
        allowed = schema["properties"]
        unknown = next(name for name in value if name not in allowed)
        if not path:
            near = get_close_matches(unknown, allowed, n=1)
            return (
                f"There is no var `{unknown}`"
                + (f"; `{near[0]}` is the nearest" if near else "")
                + "; the vars are in dbt_project.yml."
            )
        return (
            f"Var `{place}` has an unknown entry `{unknown}`; it may have "
            f"{_listed(allowed)}."
        )
    if "propertyNames" in error.absolute_schema_path:
        return f"Var `{place}` names `{value}`; each name must be {_allowed(schema)}."
    if path and isinstance(path[-1], int):
        return (
            f"Var `{place}` holds `{shown(value)}`; each entry must be "
            f"{_allowed(schema)}."
        )
    return f"Var `{place}` is `{shown(value)}`; it must be {_allowed(schema)}."


def shown(value: object) -> str:
    """Write a value as YAML would, cut where it is long."""
    text = str(value)
    if not isinstance(value, str):
        text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + " ..."


def _allowed(schema: Mapping[str, Any]) -> str:
    """Say in words what a schema allows."""
    if "title" in schema:
        return str(schema["title"])
    if "enum" in schema:
        return f"one of {_listed(map(shown, schema['enum']))}"
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    words = {
        "integer": f"a whole number{_range(schema)}",
        "number": f"a number{_range(schema)}",
        "string": "a text",
        "boolean": "true or false",
        "array": "a list",
        "object": "a mapping" + (
            f" with {_listed(schema['properties'])}" if "properties" in schema else ""
        ),
        "null": "null",
    }  # fmt: skip
    allowed = " or ".join(words[name] for name in types)
    return allowed + (
        ", see dbt_project.yml" if {"array", "object"} & set(types) else ""
    )


def _range(schema: Mapping[str, Any]) -> str:
    if "exclusiveMinimum" in schema:
        lowest, highest = schema["exclusiveMinimum"], schema["exclusiveMaximum"]
        return f" between {lowest} and {highest}"
    if "minimum" in schema:
        return f" from {schema['minimum']} to {schema['maximum']}"
    return ""


def _listed(names: Iterable[object]) -> str:
    return ", ".join(map(str, names))


def _is_whole(_: object, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_finite(_: object, value: object) -> bool:
    return _is_whole(_, value) or (isinstance(value, float) and math.isfinite(value))


# JSON Schema takes 4.0 for an integer, and any comparison with `.nan` for passed.
Validator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_whole, "number": _is_finite}
    ),
)
