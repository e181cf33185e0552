"""Where dbt is started from does not change which database it opens."""

import os
import shutil
import subprocess

import pytest

from conftest import DBT, ROOT

PARTS = (
    "dbt_project.yml", "profiles.yml", "models", "python_models", "macros", "seeds",
    "tests", "warehouse",
)  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project, so that its default database is not the user's."""
    folder = tmp_path_factory.mktemp("project")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(
                ROOT / part,
                folder / part,
                ignore=shutil.ignore_patterns("*.duckdb*", "*.py[co]", "test_*.py"),
            )
        else:
            shutil.copy(ROOT / part, folder / part)
    return folder


@pytest.mark.parametrize("way", ["environment", "relative options"])
def test_a_sub_folder_opens_the_same_database(project, way):
    environment = {k: v for k, v in os.environ.items() if k != "DUCKDB_PATH"}
    options = []
    if way == "environment":
        environment |= {
            "DBT_PROFILES_DIR": str(project), "DBT_PROJECT_DIR": str(project)
        }  # fmt: skip
    else:
        options = ["--project-dir", "../..", "--profiles-dir", "../.."]
    finished = subprocess.run(
        [DBT, "seed", "--select", "sample_prospects", *options],
        cwd=project / "models" / "staging",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout
    databases = [path.relative_to(project) for path in project.rglob("*.duckdb")]
    assert [str(path) for path in databases] == [
        "warehouse/customer_segmentation.duckdb"
    ]
