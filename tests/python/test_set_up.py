"""The set-up script, the lock file, and the linter that must see the models."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from conftest import ROOT

SQLFLUFF = Path(sys.executable).with_name("sqlfluff")


def test_set_up_says_that_python_is_missing(tmp_path):
    (tmp_path / "sh").symlink_to(shutil.which("sh"))
    finished = subprocess.run(
        [tmp_path / "sh", ROOT / "scripts" / "set_up.sh", tmp_path / "venv"],
        env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert finished.returncode == 1
    assert "Python 3.11 or newer is needed" in finished.stderr
    assert not (tmp_path / "venv").exists()


def test_set_up_passes_by_a_python_that_is_too_old(tmp_path):
    (tmp_path / "sh").symlink_to(shutil.which("sh"))
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    finished = subprocess.run(
        [tmp_path / "sh", ROOT / "scripts" / "set_up.sh", tmp_path / "venv"],
        env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert finished.returncode == 1
    assert "Python 3.11 or newer is needed" in finished.stderr


def test_the_lock_file_holds_every_dependency_with_its_hashes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lock = (ROOT / "requirements.lock").read_text()
    locked = dict(re.findall(r"^([a-zA-Z0-9_.-]+)==(\S+)", lock, flags=re.MULTILINE))
    locked = {name.lower().replace("_", "-"): pin for name, pin in locked.items()}
    requirements = project["dependencies"] + project["optional-dependencies"]["dev"]
    for requirement in requirements:
        name = re.match(r"[A-Za-z0-9_.-]+", requirement)[0].lower().replace("_", "-")
        assert name in locked
    assert len(re.findall("--hash=sha256:", lock)) >= len(locked)


def lint(sql, name="models/scoring/planted.sql"):
    finished = subprocess.run(
        [SQLFLUFF, "lint", "-", "--stdin-filename", name, "--format", "json"],
        cwd=ROOT, input=sql, capture_output=True, text=True, check=False,
        env=os.environ | {"NO_COLOR": "1"},
    )  # fmt: skip
    return finished.returncode, finished.stdout + finished.stderr


GOOD = """-- One row per contact.
-- key: contact_id

with

scored as (
    select
        scored.contact_id,
        {%- for feature in model_features() %}
        scored.{{ feature.name }}_code,
        {%- endfor %}
        rule.threshold
    from {{ ref("predictions") }} as scored
    cross join {{ ref("int_active_decision_rule") }} as rule
)

select * from scored
"""


def test_the_linter_passes_what_is_well_written():
    code, report = lint(GOOD)
    assert code == 0, report


PLANTED = {
    "CP01": ("select * from scored\n", "SELECT * from scored\n"),
    "AL01": ("}} as rule\n", "}} rule\n"),
    "AM05": ("cross join", "join"),
    "RF02": ("        scored.contact_id,", "        contact_id,"),
    "LT05": ("        rule.threshold", "        rule.threshold" + " + 0" * 20),
    "LT01": ("with\n", "with  \n"),
}


def test_the_linter_sees_planted_faults():
    sql = GOOD
    for good, bad in PLANTED.values():
        assert good in sql
        sql = sql.replace(good, bad)
    code, report = lint(sql)
    assert code == 1
    assert [rule for rule in PLANTED if rule not in report] == [], report
