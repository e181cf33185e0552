"""UCI Bank Marketing, both full files, where they are at hand."""

from datetime import date

import pytest

from conftest import ROOT, Warehouse, real_data


def find(name):
    path = real_data(name)
    if path is None:
        pytest.skip(f"no {name}: set BANK_MARKETING_DIR to the folder that holds it")
    return path


def build(folder, *arguments):
    warehouse = Warehouse(folder)
    run = warehouse.cli(*map(str, arguments))
    assert run.code == 0, run.errors
    return warehouse


def metrics(warehouse, split="test"):
    return dict(
        warehouse.query(
            "select metric, value from evaluation.model_metrics inner join"
            f" registry.active_model using (model_id) where split = '{split}'"
        )
    )


@pytest.fixture(scope="module")
def bank_full(tmp_path_factory):
    """The build of README, with the settings of the project."""
    path = find("bank-full.csv")
    return build(tmp_path_factory.mktemp("bank_full"), "--contacts", path)


def test_every_contact_is_read(bank_full):
    assert bank_full.query(
        "select count(*), count(*) filter (where is_subscriber)"
        " from staging.stg_contacts"
    ) == [(45_211, 5_289)]
    assert bank_full.value("select count(*) from staging.stg_rejected_contacts") == 0


def test_dates_follow_the_file(bank_full):
    assert bank_full.query(
        "select min(contacted_on), max(contacted_on), count(contacted_on)"
        " from staging.stg_contacts"
    ) == [(date(2008, 5, 5), date(2010, 11, 17), 45_211)]
    assert bank_full.query(
        "select count(*) filter (where contacted_on < before),"
        " 1 + count(*) filter (where date_trunc('month', contacted_on)"
        " <> date_trunc('month', before))"
        " from (select contacted_on, lag(contacted_on) over (order by source_row)"
        " as before from staging.stg_contacts)"
    ) == [(0, 30)]


def test_every_contact_is_scored(bank_full):
    assert bank_full.query(
        "select count(*), count(distinct contact_id), count(subscription_probability)"
        " from scoring.predictions"
    ) == [(45_211, 45_211, 45_211)]


def test_ranking_is_that_of_a_good_model(bank_full):
    assert metrics(bank_full)["roc_auc"] >= 0.785


def test_probabilities_beat_the_prevalence(bank_full):
    test = metrics(bank_full)
    assert test["brier"] < test["prevalence"] * (1 - test["prevalence"])
    assert test["ece"] < 0.03


def test_nothing_known_after_the_contact_is_in_the_model(bank_full):
    assert bank_full.query(
        "select term from registry.model_terms where contains(term, 'duration')"
    ) == []  # fmt: skip


def test_another_data_set_is_a_file_of_vars(tmp_path):
    warehouse = build(
        tmp_path, "--contacts", find("bank-additional-full.csv"),
        "--config", ROOT / "examples" / "bank_additional.yml",
    )  # fmt: skip
    assert warehouse.query(
        "select count(*), count(*) filter (where is_subscriber)"
        " from staging.stg_contacts"
    ) == [(41_188, 4_640)]
    assert warehouse.value("select count(*) from scoring.predictions") == 41_188
    test = metrics(warehouse)
    assert test["roc_auc"] >= 0.78
    assert test["brier"] < test["prevalence"] * (1 - test["prevalence"])
