"""A whole run on the sample, and a second one that finds everything done."""

import json

import pytest

from conftest import CHEAP, ROOT, WITHOUT_TESTS


@pytest.fixture(scope="module")
def second_build(sample, tmp_path_factory):
    """The same command once more on a database that was built before."""
    again = sample.copy(tmp_path_factory.mktemp("again"))
    run = again.cli(dbt_arguments=WITHOUT_TESTS, **CHEAP)
    assert run.code == 0, run.output[-3000:] + run.errors
    return again


def test_every_row_is_read_and_every_contact_scored(sample):
    rows = sum(
        len((ROOT / "seeds" / name).read_text(encoding="utf-8").splitlines()) - 1
        for name in ("sample_contacts.csv", "sample_prospects.csv")
    )
    assert sample.value("select count(*) from staging.stg_rejected_contacts") == 0
    assert sample.value("select count(*) from staging.stg_contacts") == rows
    assert sample.value("select count(*) from scoring.predictions") == rows
    unscored = sample.query(
        "select contact_id from staging.stg_contacts"
        " anti join scoring.predictions using (contact_id)"
    )
    assert unscored == []


def test_prospects_are_scored_and_never_trained_on(sample):
    prospects = len((ROOT / "seeds/sample_prospects.csv").read_text().splitlines()) - 1
    assert sample.query(
        "select split, count(*), count(subscription_probability), count(is_subscriber)"
        " from scoring.predictions where split = 'score' group by split"
    ) == [("score", prospects, prospects, 0)]
    assert sample.query(
        "select split from training.int_training_rows group by split order by split"
    ) == [("train",), ("validation",)]


def test_splits_have_their_shares(sample):
    shares = dict(
        sample.query(
            "select split, count(*) / 4000.0 from features.int_contact_splits"
            " where split <> 'score' group by split"
        )
    )
    assert shares == pytest.approx(
        {"train": 0.6, "validation": 0.2, "test": 0.2}, abs=0.03
    )


def test_dates_come_from_file_order(sample):
    falls = sample.value(
        "select count(*) from (select contacted_on < lag(contacted_on) over"
        " (order by source_row) as is_earlier from staging.stg_contacts"
        " where source_name = 'sample_contacts') where is_earlier"
    )
    assert falls == 0


def test_sql_gives_what_the_estimator_gives(sample):
    probes, difference = sample.query(
        "select count(*), max(log_odds_difference) from evaluation.scoring_parity"
    )[0]
    assert probes > 300
    # Not 0: the estimator speaks for itself, and is not the terms it was turned into.
    assert 0 < difference <= 1e-9


def test_summary_names_the_model_and_the_database(sample):
    model_id = sample.value("select model_id from registry.active_model")
    assert model_id in sample.run.output
    assert str(sample.database) in sample.run.output


def test_working_tables_are_dropped(sample):
    assert sample.query(
        "select table_name from duckdb_tables() where contains(table_name, '__dbt')"
    ) == []  # fmt: skip


def test_second_build_trains_nothing(sample, second_build):
    stored = "select model_id, fingerprint, trained_at from registry.models"
    assert second_build.query(stored) == sample.query(stored)
    chosen = "select model_id from registry.active_model"
    assert second_build.query(chosen) == sample.query(chosen)


def test_second_build_predicts_the_same(sample, second_build):
    predictions = (
        "select * exclude (scored_at) from scoring.predictions order by contact_id"
    )
    assert second_build.query(predictions) == sample.query(predictions)


def test_registry_says_how_the_model_was_made(sample):
    [(parameters, libraries, train_count, synthetic_count)] = sample.query(
        "select parameters, library_versions, train_count, synthetic_count"
        " from registry.models"
    )
    assert json.loads(parameters)["classifier_parameters"]["max_iter"] == 30
    assert "scikit-learn" in libraries
    assert train_count == sample.value(
        "select count(*) from features.int_contact_splits where split = 'train'"
    )
    assert synthetic_count == sample.value(
        "select count(*) from training.balanced_training_rows where is_synthetic"
    )


def test_descriptions_are_comments_of_the_database(sample):
    assert "subscribing" in sample.value(
        "select comment from duckdb_columns() where schema_name = 'scoring'"
        " and table_name = 'predictions' and column_name = 'subscription_probability'"
    )
    assert sample.query(
        "select table_name from duckdb_tables() where schema_name in"
        " ('registry', 'scoring', 'evaluation') and comment is null"
    ) == []  # fmt: skip
