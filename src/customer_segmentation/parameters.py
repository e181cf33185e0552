"""Check settings against JSON Schema properties."""

from collections.abc import Mapping
from typing import Any

from customer_segmentation.errors import ConfigurationError

TYPES: Mapping[str, tuple[type, ...]] = {
    "integer": (int,), "number": (int, float), "boolean": (bool,), "null": (type(None),)
}  # fmt: skip
WORDS = {
    "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "null": "null",
}  # fmt: skip


def checked(
    given: Mapping[str, Any] | None,
    allowed: Mapping[str, Mapping[str, Any]],
    where: str,
) -> dict[str, Any]:
    """Complete settings with their defaults and check each.

    Parameters
    ----------
    given : mapping or None
        What the user set; None means nothing.
    allowed : mapping of str to mapping
        JSON Schema properties: ``default`` and ``enum``, or ``type`` with ``minimum``
        and ``maximum``.
    where : str
        Name of the group of settings, for messages.

    Returns
    -------
    dict
        One value per allowed name, in the order of ``allowed``.

    Raises
    ------
    ConfigurationError
        If a name is unknown or a value is out of range.
    """
    settings = dict(given or {})
    for name in settings:
        if name not in allowed:
            raise ConfigurationError(
                f"{where} has no setting {name!r}; use {', '.join(allowed)}."
            )
    values = {name: settings.get(name, p["default"]) for name, p in allowed.items()}
    for name, value in values.items():
        if not _is_valid(value, allowed[name]):
            raise ConfigurationError(
                f"{where}: {name} is {value!r}; it must be {_in_words(allowed[name])}."
            )
    return values


def is_integer(value: object) -> bool:
    """Tell whether a value is a whole number (``True`` is not)."""
    return isinstance(value, int) and not isinstance(value, bool)


def _types(allowed: Mapping[str, Any]) -> list[str]:
    return [allowed["type"]] if isinstance(allowed["type"], str) else allowed["type"]


def _is_valid(value: object, allowed: Mapping[str, Any]) -> bool:
    if "enum" in allowed:
        return value in allowed["enum"]
    types = _types(allowed)
    if value is None or isinstance(value, bool):
        return ("null" if value is None else "boolean") in types
    if not isinstance(value, tuple(kind for name in types for kind in TYPES[name])):
        return False
    return bool(allowed["minimum"] <= value <= allowed["maximum"])


def _in_words(allowed: Mapping[str, Any]) -> str:
    if "enum" in allowed:
        return f"one of {', '.join(allowed['enum'])}"
    words = [WORDS[name] for name in _types(allowed)]
    if "minimum" in allowed:
        words[0] += f" from {allowed['minimum']:g} to {allowed['maximum']:g}"
    return ", or ".join(words)
