"""An environment whose programs do nothing but write down what they are handed."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT

PROGRAMS = ("python", "dbt", "ruff", "mypy", "sqlfluff")
STUB = """#!{python} -I
import json, os, sys
with open({log!r}, "a") as log:
    log.write(json.dumps(sys.argv) + "\\n")
sys.exit(int(os.environ.get("STUB_EXIT_CODE", "0")))
"""


@dataclass(frozen=True)
class Made:
    """What `make` did, and the commands that its recipe ran."""

    code: int
    commands: list[list[str]]
    output: str


def clean_environment(**more):
    """Leave out what a surrounding `make test` or a user's shell would add."""
    ours = ("MAKE", "MFLAGS", "DBT_", "DUCKDB_PATH", "DATA", "PROSPECTS", "CONFIG",
            "VARS", "OUTCOME", "KEY", "ANEW", "ROWS", "LABELLED", "CONTACTS", "PARQUET",
            "SQL", "VERBOSE")  # fmt: skip
    kept = {
        name: text for name, text in os.environ.items() if not name.startswith(ours)
    }
    return kept | more


class StubPrograms:
    """Takes the place of `.venv`, so that recipes run and cost nothing."""

    def __init__(self, folder):
        self.folder = Path(folder) / "stubs"
        self.log = self.folder / "log"
        (self.folder / "bin").mkdir(parents=True)
        for program in PROGRAMS:
            path = self.folder / "bin" / program
            path.write_text(STUB.format(python=sys.executable, log=str(self.log)))
            path.chmod(0o755)
        (self.folder / ".ready").touch()

    def run(self, command, cwd=ROOT, **environment):
        """Run a command line of the shell, or words, that starts with `make`."""
        self.log.unlink(missing_ok=True)
        is_line = isinstance(command, str)
        venv = f"VENV={self.folder}"
        finished = subprocess.run(
            ["bash", "-c", f"{command.partition('  #')[0]} {venv}"]
            if is_line
            else [*command, venv],
            cwd=cwd,
            env=clean_environment(**environment),
            capture_output=True,
            text=True,
            check=False,
        )
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        commands = [
            [Path(program).name, *words] for program, *words in map(json.loads, lines)
        ]
        return Made(finished.returncode, commands, finished.stdout + finished.stderr)
