"""The project's own SQL, compiled by dbt in the database of the benchmark."""

import json
import os
import subprocess  # what runs is dbt
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from customer_segmentation.build import plain
from customer_segmentation.errors import BuildError

# The best tenth is called, so that reasons are asked of a tenth of the contacts.
CALLED_DECILE = {
    "threshold_policy": "capacity",
    "threshold_policies": {"capacity": {"share": 0.1}},
    "reasons": {"count": 3, "contacts": "called"},
}


class Project:
    """The dbt project, run in one database.

    Parameters
    ----------
    folder : Path
        Of ``dbt_project.yml``.
    database : Path
        Made by the first run.
    """

    def __init__(self, folder: Path, database: Path) -> None:
        self.folder = folder
        self.database = database
        self.target = database.parent / "target"

    def train(self, contacts: Path) -> str:
        """Train a model on contacts with outcomes; return its id."""
        self._run("+active_model", {"contacts": str(contacts)})
        with duckdb.connect(self.database, read_only=True) as connection:
            query = "select model_id from registry.active_model"
            return str(connection.sql(query).fetchall()[0][0])

    def compile_scoring(self, model_id: str) -> dict[str, str]:
        """Build the scoring of ``raw.contacts``.

        Parameters
        ----------
        model_id : str

        Returns
        -------
        dict
            The compiled select of ``predictions`` and of ``prediction_reasons``.
        """
        score_only = {
            "contacts": "none",
            "prospects": "relation:raw.contacts",
            "contact_key": "contact_id",
            "contact_date": "none",
            "model": model_id,
        }
        self._run("+prediction_reasons", score_only | CALLED_DECILE)
        compiled = self.target / "compiled" / "customer_segmentation" / "models"
        return {
            name: (compiled / "scoring" / f"{name}.sql").read_text()
            for name in ("predictions", "prediction_reasons")
        }

    def _run(self, selection: str, variables: Mapping[str, Any]) -> None:
        # In a process of its own: dbt's connection would keep the database to itself.
        command = [
            *(Path(sys.executable).with_name("dbt"), "--quiet", "run"),
            *("--select", selection, "--vars", json.dumps(dict(variables))),
            *("--project-dir", self.folder, "--profiles-dir", self.folder),
            *("--target-path", self.target, "--log-path", self.target),
        ]
        result = subprocess.run(  # noqa: S603
            [str(part) for part in command],
            env=os.environ | {"DUCKDB_PATH": str(self.database)},
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise BuildError(plain(result.stdout or result.stderr))
