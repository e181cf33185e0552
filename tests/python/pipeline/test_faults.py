"""What a user does wrong: one sentence that says what to correct, and nothing lost.

Each fault is met on a database that already holds results, through the command of the
Makefile; afterwards its readers must find what they found before.
"""

import re

import pytest

from conftest import CHEAP, project_vars

FEATURES = project_vars()["features"]


def with_feature(**changes):
    """Return var `features` with entries added or changed."""
    return {"features": FEATURES | changes}


def check_is_one_sentence(run, *parts):
    """The run stopped, said why in one sentence, and the sentence holds these parts."""
    assert run.code == 1, run.output[-2000:]
    assert run.errors.count("Stopped: ") == 1, run.errors
    assert "Traceback" not in run.output + run.errors
    assert "macro" not in run.sentence
    assert len(run.sentence) < 600, run.sentence
    assert re.search(r"[.!](\s\[\w+\])?$", run.sentence), run.sentence
    for part in parts:
        assert str(part) in run.sentence, run.sentence


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


VAR_FAULTS = {
    "unknown var": ({"treshold": 0.3}, ["treshold", "threshold"]),
    "unknown feature in interactions": (
        {"interactions": [["age", "shoe_size"]]}, ["interactions", "shoe_size", "job"],
    ),
    "pair of three": (
        {"interactions": [["age", "job", "education"]]}, ["interactions", "pair"],
    ),
    "interactions are a word": ({"interactions": "age"}, ["interactions", "age"]),
    "pair given twice": (
        {"interactions": [["age", "job"], ["job", "age"]]}, ["interactions", "twice"],
    ),
    "feature known after the contact in interactions": (
        {"interactions": [["age", "duration_seconds"]]}, ["duration_seconds", "after"],
    ),
    "unknown policy": (
        {"threshold_policy": "best"}, ["threshold_policy", "best", "f_beta"],
    ),
    "unknown key of a policy": (
        {"threshold_policies": {"f_beta": {"gamma": 2}}}, ["gamma", "beta"],
    ),
    "unknown oversampling method": (
        {"oversampling": {"method": "adasyn", "ratio": 0.2}}, ["adasyn", "smote"],
    ),
    "unknown key of oversampling": (
        {"oversampling": {"method": "smote", "rate": 0.2}}, ["oversampling", "rate"],
    ),
    "oversampling is a word": ({"oversampling": "smote"}, ["oversampling", "mapping"]),
    "ratio out of range": (
        {"oversampling": {"method": "smote", "ratio": 3}}, ["oversampling.ratio", "3"],
    ),
    "threshold out of range": ({"threshold": 1.5}, ["threshold", "1.5"]),
    "threshold is a word": ({"threshold": "high"}, ["threshold", "high"]),
    "unknown classifier": (
        {"classifier": "deep_thought"}, ["deep_thought", "boosted_pairs"],
    ),
    "unknown classifier parameter": (
        {"classifier_parameters": {"trees": 9}}, ["classifier_parameters", "trees"],
    ),
    "classifier parameter out of range": (
        {"classifier_parameters": {"max_iter": -1}}, ["max_iter", "-1"],
    ),
    "shares leave no test rows": (
        {"split": {"method": "hash", "train_share": 0.8, "validation_share": 0.2,
                   "salt": "s"}},
        ["split", "test"],
    ),
    "shares are words": (
        {"split": {"method": "hash", "train_share": "most", "validation_share": 0.2,
                   "salt": "s"}},
        ["split.train_share", "most"],
    ),
    "unknown split method": (
        {"split": {"method": "random", "train_share": 0.6, "validation_share": 0.2,
                   "salt": "s"}},
        ["split.method", "random", "chronological"],
    ),
    "fewer train rows than can train": (
        {"max_train_rows": 10}, ["max_train_rows", "10"],
    ),
    "train rows are a fraction": (
        {"max_train_rows": 0.5}, ["max_train_rows", "0.5"],
    ),
    "number of bins out of range": ({"number_bins": 1}, ["number_bins", "1"]),
    "number of bins is a fraction": ({"number_bins": 2.5}, ["number_bins", "2.5"]),
    "unknown calibration": ({"calibration": "beta"}, ["calibration", "beta", "platt"]),
    "random state is a word": ({"random_state": "luck"}, ["random_state", "luck"]),
    "unknown kind of feature": (
        with_feature(age={"column": "age", "kind": "float"}), ["features.age", "float"],
    ),
    "unknown key of a feature": (
        with_feature(age={"colum": "age", "kind": "integer"}),
        ["features.age", "colum"],
    ),
    "feature is a word": (with_feature(age="age"), ["features.age", "mapping"]),
    "features are a list": ({"features": ["age"]}, ["features"]),
    "feature with a name that is no name": (
        with_feature(**{"Age (years)": {"column": "age", "kind": "integer"}}),
        ["Age (years)", "lower-case"],
    ),
    "outcome without its column": (
        {"outcome": {"positive": "yes", "negative": "no"}}, ["outcome", "column"],
    ),
    "contact date by an unknown method": (
        {"contact_date": {"method": "guess"}}, ["contact_date", "guess"],
    ),
    "share of rejected rows out of range": (
        {"max_rejected_share": 5}, ["max_rejected_share", "5"],
    ),
    "use of the calendar is a word": (
        {"calendar_features": "sometimes"}, ["calendar_features", "sometimes", "auto"],
    ),
    "calendar is no truth": (
        with_feature(age={"column": "age", "kind": "integer", "calendar": "daily"}),
        ["features.age.calendar", "daily"],
    ),
    "no feature is left without the calendar": (
        {"features": {"contact_month": {"column": "month", "calendar": True}},
         "calendar_features": False, "interactions": []},
        ["features", "calendar_features"],
    ),
    "protocol that splits by an unknown method": (
        {"study_protocols": {"mine": {"splits": {"method": "luck"}}}},
        ["study_protocols.mine.splits.method", "luck", "rolling"],
    ),
    "protocol without its number of folds": (
        {"study_protocols": {"mine": {"splits": {"method": "stratified"}}}},
        ["study_protocols.mine.splits", "folds"],
    ),
    "unknown key of a protocol": (
        {"study_protocols": {"mine": {"split": {"method": "rolling"}}}},
        ["study_protocols.mine", "splits"],
    ),
    "protocol is a word": (
        {"study_protocols": {"mine": "luck"}}, ["study_protocols.mine", "mapping"],
    ),
    "classifier parameters are a word": (
        {"classifier_parameters": "fast"}, ["classifier_parameters", "fast"],
    ),
    "pair of one in a protocol": (
        {"study_protocols": {"mine": {
            "splits": {"method": "chronological", "train_share": 0.7},
            "more_interactions": [["age"]]}}},
        ["study_protocols.mine.more_interactions", "age", "pair"],
    ),
    "feature named like the texts of another": (
        with_feature(job_text={"column": "job", "kind": "category"}), ["rename"],
    ),
    "missing tokens are a word": ({"missing_tokens": "unknown"}, ["missing_tokens"]),
}  # fmt: skip


#: Faults that dbt itself could stumble over while it parses, before any check of ours.
WHOLE_RUNS = [
    "features are a list", "feature is a word", "interactions are a word",
    "unknown feature in interactions", "threshold is a word",
    "outcome without its column", "missing tokens are a word", "protocol is a word",
    "classifier parameters are a word",
]  # fmt: skip


@pytest.mark.parametrize("fault", sorted(VAR_FAULTS.keys() - set(WHOLE_RUNS)))
def test_wrong_var(built, parsed, fault):
    """What every build asks before it reads or writes anything."""
    variables, parts = VAR_FAULTS[fault]
    run = built.run_parsed(parsed, "run-operation", "check_vars", **variables)
    check_is_one_sentence(run, *parts)


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
