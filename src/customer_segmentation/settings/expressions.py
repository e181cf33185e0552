"""What SQL in the vars may name, bound before anything is built."""

# Types of DuckDB that annotations keep are reported as leaked when dbt ends.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

Vars = Mapping[str, Any]

TYPES = {
    "category": "varchar", "flag": "boolean", "integer": "bigint", "number": "double",
}  # fmt: skip
#: What `metric_groups` may name beside features.
OF_PREDICTIONS = {
    "contacted_on": "date", "split": "varchar", "log_odds": "double",
    "subscription_probability": "double", "is_predicted_subscriber": "boolean",
    "score_decile": "smallint",
}  # fmt: skip


def expressions_name_what_is_there(variables: Vars) -> str | None:
    """Bind the SQL of derived features and of groups to the columns it may read.

    A feature that is known before the contact reads neither the outcome nor what is
    known only after the contact.
    """
    features = variables["features"]
    columns: dict[bool, dict[str, str]] = {True: {}, False: {}}
    with duckdb.connect() as connection:
        for name, entry in features.items():
            is_late = entry.get("known_at") == "after_contact"
            if expression := entry.get("expression"):
                fault = binding_fault(connection, str(expression), columns[is_late])
                if fault:
                    return (
                        f"Var `features.{name}.expression` is `{expression}`: {fault}"
                    )
            kind = entry.get("kind", "category")
            found = {name: TYPES[kind]}
            if kind == "category" and not expression:
                found[f"{name}_text"] = "varchar"
            columns[True] |= found
            columns[False] |= {} if is_late else found
        for name, expression in variables["metric_groups"].items():
            fault = binding_fault(
                connection, str(expression), columns[True] | OF_PREDICTIONS
            )
            if fault:
                return f"Var `metric_groups.{name}` is `{expression}`: {fault}"
    return None


def binding_fault(
    connection: duckdb.DuckDBPyConnection, expression: str, columns: Mapping[str, str]
) -> str | None:
    """Say why DuckDB cannot read an expression over some columns.

    Parameters
    ----------
    connection : DuckDBPyConnection
    expression : str
    columns : mapping of str to str
        Their types by name.

    Returns
    -------
    str or None
        None where it can, and where it calls a function that only the user's own
        database may have.
    """
    nulls = ", ".join(
        f"cast(null as {type_}) as " + '"{}"'.format(name.replace('"', '""'))
        for name, type_ in (columns or {"nothing": "varchar"}).items()
    )
    try:
        connection.execute(f"select ({expression}) from (select {nulls})")  # noqa: S608
    except duckdb.CatalogException:
        return None
    except (duckdb.BinderException, duckdb.ParserException) as error:
        reason = str(error).partition("\n")[0].partition("Error: ")[2].rstrip("!.")
        return f"{reason}. It may name {', '.join(columns)}."
    return None
