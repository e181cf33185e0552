"""The screen after a build says what the tables say."""

import duckdb
import pytest

from customer_segmentation.command.summary import _is_far, summarise
from customer_segmentation.report.facts import read_facts


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


@pytest.mark.parametrize("word", ["churned", "took out an insurance"])
def test_the_outcome_has_its_own_word(sample, tmp_path, text, word):
    assert word not in text
    copy = sample.copy(tmp_path)
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute(
            "update report.int_report_facts set outcome_word = ?", [word]
        )
    said = summarise(copy.database).splitlines()
    before = text.splitlines()
    changed = [pair for pair in zip(before, said, strict=True) if pair[0] != pair[1]]
    [tested, segments, _] = changed  # and where the database is
    assert tested[0].count("subscribed") == 2
    assert tested[1] == tested[0].replace("subscribed", word)
    assert segments[1] == segments[0].replace("most subscribe of", f"most {word} of")
    assert "subscri" not in "".join(said)


def test_segments_that_were_switched_off_are_not_spoken_of(sample, tmp_path, text):
    assert "Segments  " in text
    copy = sample.copy(tmp_path)
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute("update report.int_report_facts set has_segments = false")
        assert not read_facts(connection).segments
    assert "Segments  " not in summarise(copy.database)


def test_it_says_where_ids_are_row_positions(text):
    assert "ids are row positions" in text


@pytest.mark.parametrize(
    ("to_call", "prospects", "expected", "is_far"),
    [(419, 500, 0.28, True), (150, 500, 0.28, False), (2, 4, 0.28, False),
     (10, 500, 0.28, True), (0, 0, 0.28, False), (9, 10, None, False)],
)  # fmt: skip
def test_a_share_far_from_the_expected_one(to_call, prospects, expected, is_far):
    assert _is_far(to_call, prospects, expected) is is_far


def test_a_share_far_from_the_expected_one_is_said(sample, tmp_path):
    """Prospects of the sample stand in other months than validation contacts."""
    copy = sample.copy(tmp_path)
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute(
            "update registry.decision_thresholds set expected_called_share = .01"
        )
    text = summarise(copy.database)
    assert "validation contacts would be 1%" in text
    [line] = [line for line in text.splitlines() if "moved most between" in line]
    codes = sample.frame("select * from scoring.int_scoring_codes")

    def moved(feature):
        shares = [
            codes[codes["split"] == split][f"{feature}_code"].value_counts(
                normalize=True
            )
            for split in ("validation", "score")
        ]
        return shares[0].sub(shares[1], fill_value=0).abs().sum() / 2

    names = [name.removesuffix("_code") for name in codes.columns if "_code" in name]
    for name in sorted(names, key=moved)[-3:]:
        assert f"{name} {moved(name):.0%}" in line


def test_without_test_contacts_it_says_what_there_is(sample, tmp_path):
    copy = sample.copy(tmp_path)
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute("delete from evaluation.confusion_matrix")
        connection.execute("delete from evaluation.model_metrics")
    text = summarise(copy.database)
    assert "Test split" not in text
    assert str(copy.database) in text


def test_every_line_of_a_file_has_a_place(sample, tmp_path, text):
    assert "lines read" not in text
    copy = sample.copy(tmp_path)
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute(
            "insert into staging.base_source_lines"
            " values ('a.csv', 'contacts', 4507, 1, 4500, 0, 6),"
            " ('b.csv', 'prospects', 3, 1, 2, 0, 0)"
        )
    assert "4,510 lines read: 2 header, 4,502 rows, 6 empty" in summarise(copy.database)


def test_values_that_the_model_does_not_know_are_told(sample, tmp_path, text):
    """Prospects of another spelling, as the model reads them."""
    copy = sample.copy(tmp_path)
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute("create table spelled as from features.int_contact_splits")
        connection.execute(
            "update spelled set contact_month = upper(contact_month),"
            " contact_month_text = upper(contact_month_text) where split = 'score'"
        )
        connection.execute(
            "create or replace view features.int_contact_splits as"
            " from warehouse.main.spelled"
        )
        [(month,)] = connection.execute(
            "select contact_month from features.int_contact_splits"
            " where split = 'score' group by 1 order by count(*) desc, 1 limit 1"
        ).fetchall()
    told = f"contact_month 100% (0%), mostly `{month}`"
    assert told not in text
    assert told in summarise(copy.database)


def test_sample_prospects_are_known_well_enough(text):
    [line] = [line for line in text.splitlines() if "WARNING" in line] or [""]
    assert "mostly" not in line


def test_alerts_are_counted_and_the_worst_of_prospects_is_said(sample, tmp_path, text):
    count = sample.value("select count(*) from monitoring.alerts")
    assert count > 1
    [line] = [line for line in text.splitlines() if line.startswith("Alerts ")]
    assert f"{count} in monitoring.alerts" in line
    assert " of prospects " in line
    copy = sample.copy(tmp_path)
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute("delete from monitoring.alerts")
    assert "Alerts " not in summarise(copy.database)
