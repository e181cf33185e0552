"""A model goes to another database as one file, and scores there as it did here."""

import json

import duckdb
import pytest

from conftest import CHEAP, ROOT, WITHOUT_TESTS
from customer_segmentation.content import canonical_json, content_id

PROSPECTS = ROOT / "seeds" / "sample_prospects.csv"
SCORES = (
    "select source_row, log_odds, subscription_probability, score_decile"
    " from scoring.predictions inner join staging.stg_contacts using (contact_id)"
    " where split = 'score' order by source_row"
)


def operation(warehouse, parsed, name, **arguments):
    return warehouse.run_parsed(
        parsed, "run-operation", name, "--args", json.dumps(arguments)
    )


@pytest.fixture(scope="module", params=["model.json", "model.parquet"])
def file(request, sample, parsed, tmp_path_factory):
    path = tmp_path_factory.mktemp("file") / request.param
    run = operation(sample, parsed, "export_model", path=str(path))
    assert run.code == 0, run.errors
    return path


def test_it_scores_in_a_database_that_never_trained(sample, warehouse, parsed, file):
    run = operation(warehouse, parsed, "import_model", path=str(file))
    assert run.code == 0, run.errors
    model_id = sample.value("select model_id from registry.active_model")
    run = warehouse.cli(
        dbt_arguments=WITHOUT_TESTS, **CHEAP, contacts="none",
        prospects=str(PROSPECTS), model=model_id,
    )  # fmt: skip
    assert run.code == 0, run.errors
    assert warehouse.query(SCORES) == sample.query(SCORES)
    assert warehouse.query(
        "select model_id, is_trained_in_this_build from registry.active_model"
    ) == [(model_id, False)]


def test_prospects_alone_leave_what_was_measured(copy_of_sample, parsed):
    """Without an outcome nothing can be measured: what is known of the model stays."""
    tables = (
        "model_metrics", "confusion_matrix", "lift_by_decile", "calibration_by_bin",
        "metrics_by_group", "threshold_curve", "roc_curve", "precision_recall_curve",
    )  # fmt: skip
    measured = {
        table: copy_of_sample.query(f"from evaluation.{table} order by all")
        for table in tables
    }
    run = copy_of_sample.run_parsed(
        parsed, "run", **CHEAP, contacts="none", prospects=str(PROSPECTS),
        model=copy_of_sample.value("select model_id from registry.active_model"),
    )  # fmt: skip
    assert run.code == 0, run.errors
    assert copy_of_sample.query(
        "select count(*), count(is_subscriber) from scoring.predictions"
    ) == [(500, 0)]
    for table, rows in measured.items():
        assert rows
        assert rows == copy_of_sample.query(f"from evaluation.{table} order by all")


def test_imported_twice_it_is_there_once(copy_of_sample, parsed, file):
    before = copy_of_sample.query("select * from training.fitted_models order by all")
    assert operation(copy_of_sample, parsed, "import_model", path=str(file)).code == 0
    after = copy_of_sample.query("select * from training.fitted_models order by all")
    assert after == before


def changed(file, tmp_path, change):
    """Write the model as JSON, with something changed in its row."""
    table = f"read_{file.suffix[1:]}('{file}')"
    row = duckdb.sql(f"select * from {table}").df().iloc[0].to_dict()
    row["trained_at"] = str(row["trained_at"])
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(change(row)), encoding="utf-8")
    return path


def forged(row, **changes):
    """The same model with another entry, named by its content as a forger would."""
    content = canonical_json(json.loads(row["content"]) | changes)
    return row | {"content": content, "model_id": content_id(content)}


REFUSED = {
    "content was changed": (
        lambda row: (
            row
            | {"content": row["content"].replace('train_count":', 'train_count":1')}
        ),
        "changed after it was written",
    ),
    "content of another version": (
        lambda row: forged(row, format="customer_segmentation/model/0"),
        "`format` that is wrong: 'customer_segmentation/model/0'",
    ),
    "content is no document": (
        lambda row: row | {"content": "model", "model_id": content_id("model")},
        "is no JSON document",
    ),
    "a forged intercept": (
        lambda row: forged(row, intercept_units=10**30),
        "`intercept_units` that is wrong: 1000000000000000000000000000000 is greater",
    ),
    "forged quietly": (
        lambda row: forged(row, intercept_units=2**40), "scores the probe"
    ),
    "another fingerprint": (
        lambda row: row | {"fingerprint": "0" * 32}, "has another `fingerprint`"
    ),
    "no time": (lambda row: row | {"trained_at": "once"}, "a column without a value"),
    "a column is missing": (
        lambda row: {name: row[name] for name in row if name != "fingerprint"},
        "no column `fingerprint`",
    ),
    "two models": (lambda row: [row, row], "2 rows instead of one"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_a_file_that_is_not_one_whole_model_is_refused(
    warehouse, parsed, file, tmp_path, fault
):
    change, sentence = REFUSED[fault]
    path = changed(file, tmp_path, change)
    run = operation(warehouse, parsed, "import_model", path=str(path))
    assert run.code == 1
    assert sentence in run.sentence
    assert warehouse.query(
        "select 1 from duckdb_tables() where table_name = 'fitted_models'"
    ) == []  # fmt: skip


def test_a_stored_document_that_is_no_model_stops_no_build(copy_of_sample):
    """One that is the latest, and has the fingerprint that a build looks for."""
    [row] = copy_of_sample.frame("select * from training.fitted_models").to_dict(
        "records"
    )
    broken = forged(row, intercept_units=10**30)
    with duckdb.connect(str(copy_of_sample.database)) as connection:
        connection.execute(
            "insert into training.fitted_models select ?, fingerprint, algorithm,"
            " trained_at + interval 1 hour, ?, requested_at + interval 1 hour"
            " from training.fitted_models",
            [broken["model_id"], broken["content"]],
        )
    before = copy_of_sample.query("select * from scoring.predictions order by all")
    run = copy_of_sample.cli(**CHEAP)
    assert run.code == 0, run.errors
    assert "model_checks__finds_every_model_readable" in run.output
    assert copy_of_sample.query("select model_id from registry.models") == [
        (row["model_id"],)
    ]
    assert (
        copy_of_sample.query("select * from scoring.predictions order by all") == before
    )
    run = copy_of_sample.cli(dbt_arguments=WITHOUT_TESTS, model=broken["model_id"])
    assert run.code == 1
    assert "`intercept_units`" in run.sentence
    assert "it is set aside" in run.sentence
