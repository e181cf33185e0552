"""The project's own SQL, compiled by dbt in the database of the benchmark."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from customer_segmentation.bench.measuring import Measurement, measure_command
from customer_segmentation.command.build import plain
from customer_segmentation.errors import BuildError

WITHOUT_TESTS = (
    "--exclude-resource-type",
    "test",
    "--exclude-resource-type",
    "unit_test",
)
# The best tenth is called, so that reasons are asked of a tenth of the contacts.
CALLED_DECILE = {
    "threshold_policy": "capacity",
    "threshold_policies": {"capacity": {"share": 0.1}},
    "reasons": {"count": 3, "contacts": "called"},
}
# Segments need a seed, which `dbt run` does not load.
SEGMENTS = ["build", "--select", "+customer_segments", *WITHOUT_TESTS]
# What replicated contacts are known by.
KEYED = {"contact_key": "contact_id", "contact_date": "none"}


class Project:
    """The dbt project, run in one database.

    Parameters
    ----------
    folder : Path
        Of ``dbt_project.yml``.
    database : Path
        Made by the first run.
    memory_limit : str
        Of DuckDB, such as ``2GB``.

    Attributes
    ----------
    latest : Measurement
        What the latest run took.
    """

    def __init__(self, folder: Path, database: Path, memory_limit: str = "80%") -> None:
        self.folder = folder
        self.database = database
        self.memory_limit = memory_limit
        self.target = database.parent / "target"
        self.latest = Measurement(0.0, 0.0, 0)

    def train(self, contacts: Path | str) -> str:
        """Train a model, and fit segments, on contacts with outcomes.

        Parameters
        ----------
        contacts : Path or str
            What var `contacts` names.

        Returns
        -------
        str
            The id of the model.
        """
        is_file = isinstance(contacts, Path)
        variables = {"contacts": str(contacts), **({} if is_file else KEYED)}
        self.run(SEGMENTS, variables)
        self.run(["run", "--select", "+active_model"], variables)
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
            The compiled select of ``predictions``, ``prediction_reasons`` and
            ``customer_segments``, as of a first run.
        """
        score_only = {
            "contacts": "none",
            "prospects": "relation:raw.contacts",
            "model": model_id,
        }
        self.run(
            ["run", "--full-refresh", "--select", "+prediction_reasons"],
            {**score_only, **KEYED, **CALLED_DECILE},
        )
        with duckdb.connect(self.database, read_only=True) as connection:
            query = (
                "select segmentation_id from segments.fitted_segmentations"
                " order by fitted_at desc limit 1"
            )
            loaded = {"load": str(connection.sql(query).fetchall()[0][0])}
        scored = self.latest
        self.run(SEGMENTS, {**score_only, **KEYED, "segmentation": loaded})
        self.latest = scored
        compiled = self.target / "compiled" / "customer_segmentation" / "models"
        return {
            name: (compiled / folder / f"{name}.sql").read_text()
            for folder, name in (
                ("scoring", "predictions"),
                ("scoring", "prediction_reasons"),
                ("segments", "customer_segments"),
            )
        }

    def run(
        self, arguments: Sequence[str], variables: Mapping[str, object]
    ) -> Measurement:
        """Run a command of dbt in a process of its own.

        Parameters
        ----------
        arguments : sequence of str
            Of dbt, such as ``["build", "--no-partial-parse"]``.
        variables : mapping
            Vars that differ from those of ``dbt_project.yml``.

        Returns
        -------
        Measurement

        Raises
        ------
        BuildError
            If it failed; the message is the first reason.
        """
        dbt = Path(sys.executable).with_name("dbt")
        command = [
            *(str(dbt), "--quiet", *arguments, "--vars", json.dumps(dict(variables))),
            *("--project-dir", str(self.folder), "--profiles-dir", str(self.folder)),
            *("--target-path", str(self.target), "--log-path", str(self.target)),
        ]
        environment = {
            "DUCKDB_PATH": str(self.database),
            "DUCKDB_MEMORY_LIMIT": self.memory_limit,
        }
        measured, code, printed = measure_command(command, os.environ | environment)
        if code != 0:
            raise BuildError(plain(printed))
        self.latest = measured
        return measured
