"""Rows to train on: synthetic ones of the rarer class beside the real ones.

Importing this loads no library that makes them: the vars of every dbt run are checked
against `SETTINGS`.
"""

from collections.abc import Mapping
from typing import Any

METHODS = ("smote", "smotenc", "random", "none")

#: What var `oversampling` may set, as JSON Schema properties; see `oversample`.
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "method": {
        "enum": METHODS, "default": "smote",
        "description": "How synthetic rows of the rarer class are made.",
    },
    "ratio": {
        "type": "number", "minimum": 0.01, "maximum": 1, "default": 0.2,
        "description": "Rows of the rarer class per row of the other one, afterwards.",
    },
    "k_neighbors": {
        "type": "integer", "minimum": 1, "maximum": 100, "default": 5,
        "description": "Neighbours to choose the second parent from.",
    },
}  # fmt: skip
