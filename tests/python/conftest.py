"""What the tests share: a database of their own, and one build of the sample.

No test touches the database of the project: each `Warehouse` has a file, a target
folder and a log folder below pytest's temporary folder. Builds cost seconds, so tests
copy a built database instead of building it again, and run the part they look at.
"""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from customer_segmentation.command.build import first_reason, plain
from customer_segmentation.command.cli import main
from customer_segmentation.command.configure.block import block_of, configured

ROOT = Path(__file__).resolve().parents[2]
DBT = Path(sys.executable).with_name("dbt")
#: A model that is trained in a second, where it does not matter how good it is.
CHEAP = {"classifier_parameters": {"members": 1, "max_iter": 30}}
#: Arguments of a build whose data tests were already run on the same contacts.
WITHOUT_TESTS = (
    "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"
)  # fmt: skip
#: Where UCI Bank Marketing may be.
REAL_DATA = (
    os.environ.get("BANK_MARKETING_DIR"), ROOT / "data", ROOT.parent / "shared" / "data"
)  # fmt: skip
#: What the page is opened with; Debian calls it chromium.
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
#: What a build that stopped must have left as it was.
RESULTS = (
    "staging.stg_contacts",
    "staging.stg_rejected_contacts",
    "registry.models",
    "registry.model_terms",
    "registry.active_model",
    "registry.decision_thresholds",
    "scoring.predictions",
    "evaluation.model_metrics",
)


@dataclass(frozen=True)
class Run:
    """What a command did: its exit code and what it printed."""

    code: int
    output: str
    errors: str = ""

    @property
    def sentence(self):
        """The last line on stderr: why the build stopped."""
        stopped = [
            line for line in self.errors.splitlines() if line.startswith("Stopped: ")
        ]
        return stopped[-1].removeprefix("Stopped: ") if stopped else ""


class Warehouse:
    """A database, and the commands of the project run against it."""

    def __init__(self, folder, project=ROOT):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.project = Path(project)
        self.database = self.folder / "warehouse.duckdb"
        self.target = self.folder / "target"

    @property
    def dbt_arguments(self):
        return [
            "--target-path",
            str(self.target),
            "--log-path",
            str(self.folder / "logs"),
        ]

    def copy(self, folder):
        """Copy the database, and dbt's parse of the project, into another folder."""
        other = Warehouse(folder, self.project)
        shutil.copy(self.database, other.database)
        if self.target.exists():
            shutil.copytree(self.target, other.target, dirs_exist_ok=True)
        return other

    def cli(self, *arguments, dbt_arguments=(), **variables):
        """Run the command of the Makefile, in this process."""
        printed, errors = io.StringIO(), io.StringIO()
        given = ["--vars", json.dumps(variables)] if variables else []
        with (
            self._environment(),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(errors),
        ):
            code = main(
                [
                    *arguments,
                    *given,
                    "--",
                    *self.dbt_arguments,
                    *map(str, dbt_arguments),
                ]
            )
        return Run(code, printed.getvalue(), errors.getvalue())

    def parse(self, **variables):
        """Parse the project: what `run_parsed` can run many times with other vars."""
        with self._environment(), contextlib.redirect_stdout(io.StringIO()):
            result = dbtRunner().invoke(self._command("--quiet", "parse", variables))
        assert result.success, result.exception
        # What the command line and a run read from the project; these cannot be copied.
        result.result.selectors = {}
        result.result.disabled = {}
        return result.result

    def run_parsed(self, manifest, *arguments, **variables):
        """Run dbt in this process without parsing again, which takes most of its time.

        The errors are the sentence that the command of the Makefile would print.
        """
        printed = io.StringIO()
        with self._environment(), contextlib.redirect_stdout(printed):
            result = dbtRunner(manifest=manifest.deepcopy()).invoke(
                self._command("--quiet", *arguments, variables)
            )
        output = printed.getvalue()
        if result.success:
            return Run(0, output)
        _, _, operation = output.partition("running operation: ")
        reason = plain(operation) if operation else first_reason(result)
        return Run(1, output, f"Stopped: {reason}")

    def _command(self, *arguments):
        *words, variables = arguments
        return [
            *map(str, words), "--project-dir", str(self.project), "--profiles-dir",
            str(self.project), *self.dbt_arguments, "--vars", json.dumps(variables),
        ]  # fmt: skip

    def dbt(self, *arguments, cwd=None, project_arguments=None, **variables):
        """Run dbt as a process of its own."""
        if project_arguments is None:
            project_arguments = [
                "--project-dir", self.project, "--profiles-dir", self.project
            ]  # fmt: skip
        command = [DBT, *arguments, *project_arguments, *self.dbt_arguments]
        command += ["--vars", json.dumps(variables)] if variables else []
        finished = subprocess.run(
            [str(part) for part in command],
            cwd=cwd or self.folder,
            env=os.environ | {"DUCKDB_PATH": str(self.database)},
            capture_output=True,
            text=True,
            check=False,
        )
        return Run(finished.returncode, finished.stdout, finished.stderr)

    def query(self, sql):
        """Return the rows of a query."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def value(self, sql):
        """Return the one value of a query."""
        [(value,)] = self.query(sql)
        return value

    def frame(self, sql):
        """Return the rows of a query as a DataFrame."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).df()

    def results(self):
        """Return what the database holds for its readers, by table."""
        return {
            table: self.query(f"select * from {table} order by all")
            for table in RESULTS
        }

    def manifest(self):
        """Return dbt's description of the project as it was last parsed."""
        return json.loads((self.target / "manifest.json").read_text(encoding="utf-8"))

    @contextlib.contextmanager
    def _environment(self):
        before = os.environ.get("DUCKDB_PATH")
        os.environ["DUCKDB_PATH"] = str(self.database)
        try:
            yield
        finally:
            if before is None:
                del os.environ["DUCKDB_PATH"]
            else:
                os.environ["DUCKDB_PATH"] = before
            # dbt keeps the connection of a failed node as long as its process lives.
            if DuckDBConnectionManager._ENV is not None:
                DuckDBConnectionManager._ENV.close()
            DuckDBConnectionManager.close_all_connections()


def real_data(name):
    """Find a file of UCI Bank Marketing, or return None."""
    paths = [Path(folder) / name for folder in REAL_DATA if folder]
    return next((path for path in paths if path.is_file()), None)


def project_vars():
    """Return the vars of `dbt_project.yml`, without what `make configure` wrote."""
    before, _, after = block_of((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    return yaml.safe_load(before + after)["vars"]


def pytest_configure():
    """Stop where another table is configured: the tests are of the sample."""
    _, block, _ = block_of((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    if configured(block):
        pytest.exit(
            "dbt_project.yml is configured for another table; the tests need the vars "
            "of the project: keep a copy, then make configure DATA=sample."
        )


def pytest_terminal_summary(terminalreporter):
    """Say in one line what was left out where there is no browser."""
    left_out = [
        report
        for report in terminalreporter.stats.get("skipped", ())
        if "no Chromium" in str(report.longrepr) or "playwright" in str(report.longrepr)
    ]
    if left_out:
        terminalreporter.write_line(
            "Left out, because there is no Chromium (Debian: apt-get install chromium):"
            f" {len(left_out)} tests of the page in a browser."
        )


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The sample, built whole with a cheap model; read it, or build on a copy."""
    warehouse = Warehouse(tmp_path_factory.mktemp("sample"))
    run = warehouse.cli(**CHEAP)
    assert run.code == 0, run.output[-3000:] + run.errors
    warehouse.run = run
    return warehouse


@pytest.fixture(scope="session")
def parsed(tmp_path_factory):
    """The project as dbt parses it where contacts and prospects are files."""
    warehouse = Warehouse(tmp_path_factory.mktemp("parsed"))
    return warehouse.parse(contacts="contacts.csv", prospects="prospects.csv")


@pytest.fixture
def copy_of_sample(sample, tmp_path):
    """A database that already holds results."""
    return sample.copy(tmp_path / "copy")


@pytest.fixture
def warehouse(tmp_path):
    """An empty database."""
    return Warehouse(tmp_path / "empty")


@pytest.fixture(scope="session")
def sample_lines():
    """The lines of the sample contacts, the header first."""
    path = ROOT / "seeds" / "sample_contacts.csv"
    return path.read_text(encoding="utf-8").splitlines()
