"""The way from a macro of dbt to `first_fault`: a plugin of dbt-duckdb.

A profile names it: ``plugins: [{module: customer_segmentation.dbt_plugin}]``.
"""

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.duckdb.utils import TargetConfig

from customer_segmentation.settings.faults import first_fault
from customer_segmentation.settings.schema import settings_schema


class Plugin(BasePlugin):
    """Checks the vars when macro `check_vars` asks for it."""

    def store(self, target_config: TargetConfig) -> None:
        """Add what is wrong to what a macro gave `adapter.store_relation`.

        Parameters
        ----------
        target_config : TargetConfig
            Its ``config`` is a mapping: ``var``, the function of that name of dbt, and
            ``given``, the vars of the command line. It gets ``fault``: a sentence or
            None, see `first_fault`.

        Notes
        -----
        Nothing is stored; this is the one method of a plugin that a macro can reach. A
        function registered in DuckDB would serve too, but imports numpy first, which
        takes longer than all the checks. To raise here would keep the database open:
        the error holds on to the connection.
        """
        var, given = target_config.config["var"], target_config.config["given"]
        # Of a name that is no var, `var` itself says nothing.
        declared = var._config.vars.vars.get("customer_segmentation") or {}
        names = [*settings_schema()["properties"], *declared, *given]
        target_config.config["fault"] = first_fault({name: var(name) for name in names})
