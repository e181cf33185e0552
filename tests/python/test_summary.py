"""The screen after a build says what the tables say."""

import duckdb
import pytest

from customer_segmentation.command.summary import summarise


@pytest.fixture(scope="module")
def text(sample):
    return summarise(sample.database)


def test_counts_are_those_of_the_tables(sample, text):
    assert "4,500 rows read, 0 rejected" in text
    train = sample.value(
        "select count(*) from features.int_contact_splits where split = 'train'"
    )
    assert f"train {train:,}" in text
    assert "score 500" in text


def test_metrics_are_those_of_the_test_split(sample, text):
    auc = sample.value(
        "select value from evaluation.model_metrics"
        " where split = 'test' and metric = 'roc_auc'"
    )
    assert f"ROC AUC {auc:.4f}" in text


def test_it_says_what_the_threshold_did_to_test_contacts(sample, text):
    [(hits, missed, false_calls, spared)] = sample.query(
        "select true_positives, false_negatives, false_positives, true_negatives"
        " from evaluation.confusion_matrix where split = 'test'"
    )
    assert (
        f"called {hits + false_calls:,}, {hits:,} of them subscribed; "
        f"not called {missed + spared:,}, {missed:,} of them subscribed"
    ) in text


def test_without_test_contacts_it_says_what_there_is(sample, tmp_path):
    copy = sample.copy(tmp_path)
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute("delete from evaluation.confusion_matrix")
        connection.execute("delete from evaluation.model_metrics")
    text = summarise(copy.database)
    assert "Test split" not in text
    assert str(copy.database) in text
