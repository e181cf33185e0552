"""The way from a macro of dbt to the package: a plugin of dbt-duckdb.

A profile names it: ``plugins: [{module: customer_segmentation.dbt_plugin}]``.
"""

from collections.abc import Callable
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.duckdb.utils import TargetConfig

from customer_segmentation.errors import UserError
from customer_segmentation.reading import sources
from customer_segmentation.settings.faults import first_fault
from customer_segmentation.settings.schema import settings_schema


def check_vars(var: Callable[[str], Any], given: dict[str, Any]) -> None:
    """Raise the first fault of the vars; `var` is the function of that name of dbt."""
    # Of a name that is no var, `var` itself says nothing.
    declared = var._config.vars.vars.get("customer_segmentation") or {}  # type: ignore[attr-defined]
    names = [*settings_schema()["properties"], *declared, *given]
    if fault := first_fault({name: var(name) for name in names}):
        raise UserError(fault)


def check_model_file(path: str) -> None:
    """Refuse a file that is no model."""
    # Loads what a build in which nothing changed does without.
    from customer_segmentation import model_file

    model_file.check_model_file(path)


QUESTIONS: dict[str, Callable[..., Any]] = {
    "check_vars": check_vars,
    "describe_csv": sources.describe_csv,
    "prepare_csv": sources.prepare_csv,
    "recount_csv": sources.recount_csv,
    "line_counts": sources.line_counts,
    "forget_copies": sources.forget_copies,
    "check_model_file": check_model_file,
}


class Plugin(BasePlugin):
    """Answers what macro `ask_package` asks."""

    def store(self, target_config: TargetConfig) -> None:
        """Answer a question.

        Parameters
        ----------
        target_config : TargetConfig
            Its ``config`` is a mapping: ``question``, one of `QUESTIONS`, and its
            ``arguments``. It gets ``answer``, or ``fault``: a sentence for the user.

        Notes
        -----
        Nothing is stored; this is the one method of a plugin that a macro can reach. A
        function registered in DuckDB would serve too, but imports numpy first, which
        takes longer than all the checks. To raise here would keep the database open:
        the error holds on to the connection.
        """
        asked = target_config.config
        try:
            asked["answer"] = QUESTIONS[asked["question"]](**asked["arguments"])
        except UserError as error:
            asked["fault"] = str(error)
