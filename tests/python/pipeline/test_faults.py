"""What a user does wrong: one sentence that says what to correct, and nothing lost.

Each fault is met on a database that already holds results, through the command of the
Makefile; afterwards its readers must find what they found before.
"""

import duckdb
import pytest

import test_settings
from conftest import CHEAP, ROOT
from test_settings import VAR_FAULTS


def check_is_one_sentence(run, *parts):
    """The run stopped, said why in one sentence, and the sentence holds these parts."""
    assert run.code == 1, run.output[-2000:]
    assert run.errors.count("Stopped: ") == 1, run.errors
    assert "Traceback" not in run.output + run.errors
    test_settings.check_is_one_sentence(run.sentence, *parts)


@pytest.fixture
def built(copy_of_sample):
    """A database that already holds results."""
    return copy_of_sample


@pytest.fixture(scope="module")
def before(sample):
    """What its readers find there."""
    return sample.results()


def check_nothing_changed(built, before):
    after = built.results()
    for table, rows in before.items():
        assert after[table] == rows, table


#: Faults that dbt itself could stumble over while it parses, before any check of ours.
WHOLE_RUNS = [
    "features are a list", "feature is a word", "interactions are a word",
    "unknown feature in interactions", "threshold is a word",
    "outcome without its column", "missing tokens are a word", "protocol is a word",
    "classifier parameters are a word", "unknown policy", "shares are words",
]  # fmt: skip


#: Some of the others: `test_settings.py` has them all.
ASKED_BY_THE_HOOK = [
    "unknown var", "shares leave no test rows", "ratio out of range",
    "feature named like the texts of another", "protocol without its number of folds",
    "unknown key of an attached database",
]  # fmt: skip


@pytest.mark.parametrize("fault", ASKED_BY_THE_HOOK)
def test_wrong_var(built, parsed, fault):
    """What every build asks before it reads or writes anything."""
    variables, parts = VAR_FAULTS[fault]
    run = built.run_parsed(parsed, "run-operation", "check_vars", **variables)
    check_is_one_sentence(run, *parts)


def test_profile_without_the_plugin(warehouse):
    """Nothing would check the vars: a build says which line is missing."""
    profile = (ROOT / "profiles.yml").read_text(encoding="utf-8")
    lines = [line for line in profile.splitlines() if "plugins:" not in line]
    write(warehouse.folder / "profiles.yml", lines)
    run = warehouse.dbt(
        "seed", "--select", "sample_prospects",
        project_arguments=["--project-dir", ROOT, "--profiles-dir", warehouse.folder],
    )  # fmt: skip
    assert run.code != 0
    assert "Traceback" not in run.output + run.errors
    assert "plugins: [{module: customer_segmentation.dbt_plugin}]" in run.output
    assert "profile `customer_segmentation`" in run.output
    with duckdb.connect(warehouse.database, read_only=True) as connection:
        assert connection.sql("show all tables").fetchall() == []


@pytest.mark.parametrize(
    ("contacts", "is_refused"),
    [("contacts.csv", True), ("relation:orders", False), ("ref:customers", False)],
)
def test_database_of_another_project(warehouse, parsed, contacts, is_refused):
    """What a build asks before it writes; whoever reads a table there means it."""
    with duckdb.connect(str(warehouse.database)) as connection:
        connection.execute("create table orders as select 1 as amount")
    run = warehouse.run_parsed(
        parsed, "run-operation", "keep_other_projects", contacts=contacts
    )
    assert (run.code == 1) is is_refused, run.errors
    if is_refused:
        check_is_one_sentence(run, "main.orders", "DUCKDB_PATH", warehouse.database)


def test_database_of_this_project(built, parsed):
    run = built.run_parsed(parsed, "run-operation", "keep_other_projects")
    assert run.code == 0, run.errors


@pytest.mark.parametrize("fault", WHOLE_RUNS)
def test_wrong_var_from_the_command_line(built, before, fault):
    variables, parts = VAR_FAULTS[fault]
    check_is_one_sentence(built.cli(**(CHEAP | variables)), *parts)
    check_nothing_changed(built, before)


def test_unknown_model(built, before):
    run = built.cli(**CHEAP, model="abcdef123456")
    check_is_one_sentence(run, "model", "abcdef123456", "auto")
    check_nothing_changed(built, before)


def write(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def changed(line, position, value):
    """Return a line of the sample with one value replaced."""
    values = line.split(",")
    values[position] = value
    return ",".join(values)


def no_file(folder, lines):
    return folder / "absent.csv", {}, ["absent.csv", "contacts"]


def empty_file(folder, lines):
    path = folder / "empty.csv"
    path.touch()
    return path, {}, ["empty.csv", "is empty"]


def header_only(folder, lines):
    return write(folder / "header.csv", lines[:1]), {}, ["header.csv", "no rows"]


def missing_column(folder, lines):
    shortened = [line.split(",", 1)[1] for line in lines[:50]]
    path = write(folder / "short.csv", shortened)
    return path, {}, ["short.csv", "`age`", "feature `age`"]


def missing_outcome(folder, lines):
    shortened = [line.rsplit(",", 1)[0] for line in lines[:50]]
    path = write(folder / "no_outcome.csv", shortened)
    return path, {}, ["no_outcome.csv", "`y`", "outcome"]


def wrong_separator(folder, lines):
    path = write(folder / "commas.csv", lines[:50])
    return path, {"csv_delimiter": ";"}, ["commas.csv", "csv_delimiter"]


def unknown_label(folder, lines):
    path = write(folder / "label.csv", [*lines[:30], changed(lines[30], 16, "maybe")])
    return path, {}, ["label.csv", "Row 30", "maybe", "`y`", "yes", "no"]


def duplicated_key(folder, lines):
    keyed = [f"customer,{lines[0]}"]
    keyed += [f"{number % 40},{line}" for number, line in enumerate(lines[1:60])]
    path = write(folder / "twice.csv", keyed)
    return path, {"contact_key": "customer"}, ["twice.csv", "customer", "1", "41"]


def no_subscriber(folder, lines):
    path = write(
        folder / "all_no.csv",
        [lines[0], *(line for line in lines if line.endswith(",no"))],
    )
    return path, {}, ["all_no.csv", "yes", "`y`"]


def mostly_unreadable(folder, lines):
    broken = [changed(line, 0, "old") for line in lines[1:400]]
    path = write(folder / "ages.csv", [lines[0], *broken, *lines[400:]])
    return path, {}, ["age", "old", "max_rejected_share"]


def not_text(folder, lines):
    path = folder / "noise.csv"
    path.write_bytes(bytes(range(256)) * 40)
    return path, {}, ["noise.csv"]


def not_parquet(folder, lines):
    path = write(folder / "text.parquet", lines[:50])
    return path, {}, ["text.parquet"]


def column_named_twice(folder, lines):
    path = write(
        folder / "names.csv", [lines[0].replace("job", "age", 1), *lines[1:50]]
    )
    return path, {}, ["names.csv", "twice", "age"]


FILE_FAULTS = [
    no_file, empty_file, header_only, missing_column, missing_outcome, wrong_separator,
    unknown_label, duplicated_key, no_subscriber, mostly_unreadable, not_text,
    not_parquet, column_named_twice,
]  # fmt: skip


@pytest.mark.parametrize("fault", FILE_FAULTS, ids=lambda fault: fault.__name__)
def test_wrong_file(built, parsed, before, sample_lines, tmp_path, fault):
    path, variables, parts = fault(tmp_path, sample_lines)
    variables = CHEAP | variables | {"contacts": str(path)}
    run = built.run_parsed(parsed, "run", **variables)
    check_is_one_sentence(run, *parts)
    check_nothing_changed(built, before)


def test_wrong_file_from_the_command_line(built, before, sample_lines, tmp_path):
    path, _, parts = unknown_label(tmp_path, sample_lines)
    run = built.cli("--contacts", str(path), **CHEAP)
    check_is_one_sentence(run, *parts)
    check_nothing_changed(built, before)


def test_missing_relation(built, before):
    run = built.cli("--contacts", "relation:crm.leads", **CHEAP)
    check_is_one_sentence(run, "crm.leads")
    check_nothing_changed(built, before)


def test_missing_column_of_the_prospects(built, parsed, before, sample_lines, tmp_path):
    contacts = write(tmp_path / "contacts.csv", sample_lines)
    prospects = write(tmp_path / "prospects.csv", ["job;marital", "services;single"])
    run = built.run_parsed(
        parsed, "run", **CHEAP, contacts=str(contacts), prospects=str(prospects)
    )
    check_is_one_sentence(run, "prospects.csv", "`age`")
    check_nothing_changed(built, before)
