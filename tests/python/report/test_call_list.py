"""The list as files: in order, whole, and without a formula."""

import csv
import time

import duckdb
import pytest

from conftest import CHEAP
from customer_segmentation.command.cli import where_to_look
from customer_segmentation.report.__main__ import main, write_report
from customer_segmentation.report.call_list import write_call_list

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@sum(a1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "=cmd|' /C calc'!A0",
]
TEXTS = ["a=1", "", "1-1", "'=1", 'say "=1", twice']


def listed(folder, rows, columns, carried="contact_id"):
    """Write a list of planted rows, and read the file as a spreadsheet would."""
    connection = duckdb.connect()
    connection.execute("create schema report; create schema staging")
    connection.execute(f"create table planted (contact_id bigint, {columns})")
    places = ", ".join("?" * (1 + len(rows[0])))
    numbered = [(place, *row) for place, row in enumerate(rows)]
    connection.executemany(f"insert into planted values ({places})", numbered)
    connection.execute("create view report.call_list as from planted")
    connection.execute(
        f"create view staging.stg_carried_columns as select {carried} from planted"
    )
    [file, *others] = write_call_list(connection, folder, parquet=True)
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text)), others


def test_no_cell_is_a_formula(tmp_path):
    texts = [*FORMULAS, *TEXTS]
    rows = [(place, text, -5.0) for place, text in enumerate(texts)]
    columns = 'call_rank bigint, "=evil()" varchar, expected_value double'
    carried = 'contact_id, "=evil()" as "+phone", "=evil()" as "=EVIL()"'
    (head, *cells), _ = listed(tmp_path, rows, columns, carried)
    assert head == [
        "contact_id", "call_rank", "'=evil()", "expected_value", "'+phone",
        "'=evil() (carried)",
    ]  # fmt: skip
    for column in (2, 4, 5):
        found = [cell[column] for cell in cells]
        assert found == [f"'{text}" for text in FORMULAS] + TEXTS
    assert {cell[3] for cell in cells} == {"-5.0"}  # a number, not a text


def test_parquet_has_the_values_as_they_are(tmp_path):
    rows = [(1, "=1+1"), (0, None)]
    carried = "contact_id, phone as branch"
    columns = "call_rank bigint, phone varchar"
    _, [parquet] = listed(tmp_path, rows, columns, carried)
    assert duckdb.sql(f"from '{parquet}'").fetchall() == [
        (1, 0, None, None), (0, 1, "=1+1", "=1+1")
    ]  # fmt: skip


@pytest.fixture(scope="module")
def rows(sample):
    with (sample.target / "call_list.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_a_build_leaves_page_and_list(sample, rows):
    assert (sample.target / "report.html").is_file()
    called = sample.query(
        "select contact_id from scoring.predictions"
        " where split = 'score' and is_predicted_subscriber"
        " order by log_odds desc, contact_id"
    )
    assert [(int(row["contact_id"]),) for row in rows] == called
    assert [int(row["call_rank"]) for row in rows] == list(range(1, len(rows) + 1))
    assert str(sample.target / "call_list.csv") in sample.run.output
    assert str(sample.target / "report.html") in sample.run.output


def test_reasons_are_the_positive_contributions(sample, rows):
    """Against `prediction_reasons`, which ranks them among those that speak against."""
    wanted = {}
    for contact, reason in sample.query(
        "select contact_id, reason from scoring.prediction_reasons"
        " where contribution > 0 and code_1 > 0 and coalesce(code_2, 1) > 0"
        " order by contact_id, reason_rank"
    ):
        wanted.setdefault(contact, []).append(reason.rpartition(":")[0])
    checked = 0
    for row in rows:
        reasons = [row[f"reason_{place}"] for place in (1, 2, 3)]
        known = wanted.get(int(row["contact_id"]), [])
        assert reasons[: len(known)] == known
        checked += len(known)
        for reason in filter(None, reasons):
            assert reason.rstrip(".") in row["reasons"]
    assert checked > 100


def test_the_expected_value_is_that_of_the_policy(rows):
    for row in rows:
        probability = float(row["subscription_probability"])
        assert float(row["expected_value"]) == pytest.approx(100 * probability - 10)


def test_it_costs_next_to_nothing(sample, tmp_path):
    with duckdb.connect(str(sample.database), read_only=True) as connection:
        started = time.perf_counter()
        write_call_list(connection, tmp_path)
        assert time.perf_counter() - started < 2


def test_the_command_writes_them_again(sample, tmp_path, capsys):
    arguments = ["--database", str(sample.database), "--folder", str(tmp_path)]
    assert main([*arguments, "--parquet", "--contacts", "called"]) == 0
    printed = capsys.readouterr().out
    for name in ("report.html", "call_list.csv", "call_list.parquet"):
        assert (tmp_path / name).is_file()
        assert name in printed


def test_without_a_database_it_says_so(tmp_path, capsys):
    assert main(["--database", str(tmp_path / "none.duckdb")]) == 1
    assert "There is no database" in capsys.readouterr().err


def test_without_a_build_it_says_so(tmp_path, capsys):
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    assert main(["--database", str(tmp_path / "empty.duckdb")]) == 1
    assert "no whole build" in capsys.readouterr().err


def test_a_build_of_an_earlier_version_says_so(copy_of_sample, tmp_path, capsys):
    with duckdb.connect(str(copy_of_sample.database)) as connection:
        connection.execute(
            "alter table report.calls_by_cut drop subscriber_count_variance"
        )
    arguments = ["--database", str(copy_of_sample.database), "--folder", str(tmp_path)]
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert "subscriber_count_variance" in said
    assert "run `make run`" in said


def test_with_nobody_to_report_on_a_build_says_so(copy_of_sample, tmp_path):
    with duckdb.connect(str(copy_of_sample.database)) as connection:
        connection.execute("delete from report.split_summary where split <> 'train'")
    line = where_to_look(copy_of_sample.database, tmp_path)
    assert line.startswith("Page         not written: There are neither prospects")


def test_the_var_says_whether_rows_are_in_the_page(copy_of_sample, tmp_path):
    run = copy_of_sample.dbt(
        "run", "--select", "int_report_facts", **CHEAP, report={"contacts": "called"}
    )
    assert run.code == 0, run.output
    page, _ = write_report(copy_of_sample.database, tmp_path)
    assert "Speaks for a call: " in page.read_text()


@pytest.mark.parametrize("value", ["yes", {"contacts": "some"}, {}, {"rows": "none"}])
def test_a_var_that_says_something_else_stops(warehouse, parsed, value):
    run = warehouse.run_parsed(parsed, "run", "--select", "int_terms", report=value)
    assert run.code != 0
    assert "report" in run.sentence
