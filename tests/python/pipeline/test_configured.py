"""What `make configure` wrote is what dbt uses, until it is changed."""

import shutil

import pytest

from conftest import CHEAP, ROOT, Warehouse, real_data
from customer_segmentation.command.configure.__main__ import main
from test_configure import nasty, write

PARTS = ("dbt_project.yml", "profiles.yml", "models", "macros", "python_models",
         "seeds", "tests")  # fmt: skip


@pytest.fixture
def configured(tmp_path):
    """Configure a copy of the project for a table."""

    def configure(path, *options):
        project = tmp_path / "project"
        project.mkdir()
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, project / part)
        assert main(["--contacts", str(path), *options], project) == 0
        return Warehouse(tmp_path / "warehouse", project)

    return configure


def test_plain_dbt_builds_and_tests_a_nasty_table(configured, tmp_path):
    rows = nasty(1500)
    prospects = {name: values[:40] for name, values in rows.items()}
    prospects["Customer ID"] = [f"P{number}" for number in range(40)]
    del prospects["churned"]
    warehouse = configured(
        write(tmp_path / "nasty.csv", rows),
        "--prospects", str(write(tmp_path / "new.csv", prospects)),
    )  # fmt: skip
    built = warehouse.dbt("build", **CHEAP)
    assert built.code == 0, built.output[-3000:]
    assert warehouse.query(
        "select min(contact_id), max(contact_id), count(*) from scoring.predictions"
    ) == [("000000", "P9", 1540)]
    assert warehouse.value("select count(*) from staging.stg_rejected_contacts") == 0
    assert warehouse.query(
        "select cast(min(contacted_on) as varchar), count(contacted_on)"
        " from staging.stg_contacts"
    ) == [("2024-01-01", 1540)]
    # Without a var: what was configured still holds.
    tested = warehouse.dbt("test")
    assert tested.code == 0, tested.output[-3000:]


@pytest.mark.parametrize("name", ["german_credit.csv", "credit_default.csv"])
def test_a_published_table_builds_without_an_edit(configured, name):
    path = real_data(name)
    if path is None:
        pytest.skip(f"{name} is not here")
    warehouse = configured(path)
    built = warehouse.dbt("build", **CHEAP)
    assert built.code == 0, built.output[-3000:]
    auc = warehouse.value(
        "select value from evaluation.model_metrics where split = 'test'"
        " and metric = 'roc_auc'"
    )
    assert auc > 0.7
