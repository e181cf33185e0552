"""The protocols run on any contacts, and what they leave out turns a test red."""

import duckdb
import pytest

from conftest import CHEAP, project_vars

STUDY = {
    "study": True,
    "study_protocols": {
        "random": {
            "splits": {"method": "stratified", "folds": 2, "random_state": 1},
            "allow_after_contact_features": True,
            "more_interactions": [["duration_seconds", "age"]],
        },
        "windows": {
            "splits": {"method": "rolling", "train_count": 2000, "test_count": 1000},
            "compare": True,
        },
        "too_long": {
            "splits": {"method": "rolling", "train_count": 20000, "test_count": 2000}
        },
    },
}
COMPLETE = "published_protocols__measures_every_contact_once"


@pytest.fixture(scope="module")
def studied(sample, tmp_path_factory):
    """The sample with the protocols built, and dbt's parse of that."""
    warehouse = sample.copy(tmp_path_factory.mktemp("studied"))
    parsed = warehouse.parse(**STUDY, **CHEAP)
    run = warehouse.run_parsed(
        parsed, "build", "--select", "protocol_folds", "published_protocols",
        "interaction_gains", "interaction_strength", "published_results",
        "int_protocol_contacts", "int_protocol_settings", "int_replay_settings",
        "replayed_months", "prequential_replay", **STUDY, **CHEAP,
    )  # fmt: skip
    assert run.code == 0, run.errors
    return warehouse, parsed


def test_every_protocol_with_enough_contacts_is_measured(studied):
    warehouse, _ = studied
    assert warehouse.query(
        "select protocol, model, scope, fold_count, test_count, published_roc_auc"
        " from study.published_protocols where is_default order by all"
    ) == [
        ("random", "customer_segmentation", "fold", 2, 4000, None),
        ("windows", "customer_segmentation", "fold", 2, 2000, None),
        ("windows", "customer_segmentation", "pooled", 1, 2000, None),
    ]
    assert warehouse.value(
        "select count(distinct (model, uses_calendar))"
        " from study.published_protocols where protocol = 'windows'"
    ) == 8  # fmt: skip


def test_too_few_contacts_are_not_replayed(studied):
    """Ten thousand come before the first month that is asked about."""
    warehouse, _ = studied
    assert warehouse.value("select count(*) from study.prequential_replay") == 0


def test_the_calendar_is_left_out_where_windows_follow_in_time(studied):
    warehouse, _ = studied
    assert warehouse.query(
        "select protocol, uses_calendar,"
        " contains(json_extract_string(settings, '$.configuration'), 'day_of_year'),"
        " contains(json_extract_string(settings, '$.configuration'), 'duration')"
        " from study.int_protocol_settings order by protocol_rank limit 2"
    ) == [("random", True, True, True), ("windows", False, False, False)]


def test_declared_pairs_are_marked_among_all_pairs(studied):
    warehouse, _ = studied
    counts = warehouse.query(
        "select count(*), count(*) filter (where is_declared)"
        " from study.interaction_strength"
    )
    assert counts == [(16 * 15 // 2, len(project_vars()["interactions"]))]


def test_a_fold_that_is_missing_is_seen(studied):
    warehouse, parsed = studied
    with duckdb.connect(str(warehouse.database)) as connection:
        connection.execute(
            "delete from study.protocol_folds where protocol = 'random' and fold = 1"
        )
    run = warehouse.run_parsed(parsed, "test", "--select", COMPLETE, **STUDY, **CHEAP)
    assert run.code == 1
    assert COMPLETE in run.errors


def test_parameters_of_another_classifier_stop_nothing(sample, parsed):
    """A protocol may set those of boosted trees while the model is a regression."""
    run = sample.run_parsed(
        parsed, "run-operation", "check_vars",
        classifier="logistic_regression", classifier_parameters={},
    )  # fmt: skip
    assert run.code == 0, run.errors
