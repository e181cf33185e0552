"""Check settings against a table of what they may be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from customer_segmentation.errors import ConfigurationError


@dataclass(frozen=True)
class Parameter:
    """A setting: its default, the test a value must pass, the test in words."""

    default: Any
    is_valid: Callable[[Any], bool]
    expected: str


def is_integer(value: object) -> bool:
    """Tell whether a value is a whole number (``True`` is not)."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """Tell whether a value is a real number (``True`` is not)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def count_of(least: int, default: int) -> Parameter:
    """Describe a whole number from ``least`` upwards."""
    return Parameter(
        default,
        lambda value: is_integer(value) and value >= least,
        f"a whole number of at least {least}",
    )


def optional_count_of(least: int, default: int | None) -> Parameter:
    """Describe a whole number from ``least`` upwards, or null for no limit."""
    return Parameter(
        default,
        lambda value: value is None or (is_integer(value) and value >= least),
        f"a whole number of at least {least}, or null",
    )


def share(default: float) -> Parameter:
    """Describe a share in (0, 1]."""
    return Parameter(
        default, lambda value: is_number(value) and 0 < value <= 1, "a number in (0, 1]"
    )


def positive(default: float) -> Parameter:
    """Describe a finite number above 0."""
    return Parameter(
        default,
        lambda value: is_number(value) and 0 < value < float("inf"),
        "a number above 0",
    )


def non_negative(default: float) -> Parameter:
    """Describe a finite number of 0 or more."""
    return Parameter(
        default,
        lambda value: is_number(value) and 0 <= value < float("inf"),
        "a number of at least 0",
    )


def flag(default: bool) -> Parameter:
    """Describe true or false."""
    return Parameter(default, lambda value: isinstance(value, bool), "true or false")


def one_of(allowed: tuple[str, ...], default: str) -> Parameter:
    """Describe a choice among names."""
    return Parameter(
        default, lambda value: value in allowed, f"one of {', '.join(allowed)}"
    )


def checked(
    given: Mapping[str, Any] | None, allowed: Mapping[str, Parameter], where: str
) -> dict[str, Any]:
    """Complete settings with their defaults and check each.

    Parameters
    ----------
    given : mapping or None
        What the user set; None means nothing.
    allowed : mapping of str to Parameter
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
    values = {name: settings.get(name, p.default) for name, p in allowed.items()}
    for name, value in values.items():
        if not allowed[name].is_valid(value):
            raise ConfigurationError(
                f"{where}: {name} is {value!r}; it must be {allowed[name].expected}."
            )
    return values
