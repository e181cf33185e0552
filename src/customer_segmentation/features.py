"""What a feature is."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from customer_segmentation.errors import ConfigurationError

FeatureKind = Literal["category", "number"]
Direction = Literal["increasing", "decreasing"]


@dataclass(frozen=True)
class Feature:
    """An input of the model.

    Parameters
    ----------
    name : str
        Column of the customer, and prefix of its ``<name>_code`` column.
    kind : {'category', 'number'}
        How values become codes: by level or by bin. A yes/no flag is a category.
    monotone : {'increasing', 'decreasing'}, optional
        Which way the log-odds must go where the value grows, everything else the
        same; a flag grows from false to true. What is missing is free.

    Raises
    ------
    ConfigurationError
        If ``kind`` or ``monotone`` is none of these.
    """

    name: str
    kind: FeatureKind
    monotone: Direction | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(FeatureKind):
            raise ConfigurationError(
                f"Feature '{self.name}' is of kind {self.kind!r}; "
                f"give it one of {list(get_args(FeatureKind))}."
            )
        if self.monotone not in (None, *get_args(Direction)):
            raise ConfigurationError(
                f"Feature '{self.name}' is monotone: {self.monotone!r}; "
                f"give it one of {list(get_args(Direction))}, or leave it out."
            )

    @property
    def code_column(self) -> str:
        """Name of the column that carries the feature's code."""
        return f"{self.name}_code"

    def as_document(self) -> dict[str, Any]:
        """Return the feature as plain data, in the shape it is given in."""
        free = {"name": self.name, "kind": self.kind}
        return free | ({"monotone": self.monotone} if self.monotone else {})
