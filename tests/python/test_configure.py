"""A table that nobody prepared becomes vars that a person can read and correct."""

import random
import re

import duckdb
import pytest

from conftest import ROOT, project_vars, real_data
from customer_segmentation.command.configure.__main__ import main
from customer_segmentation.command.configure.block import (
    block_of,
    changed_by_hand,
    configured,
    merged,
    rendered,
)
from customer_segmentation.command.configure.proposal import (
    feature_name,
    outcome_of,
    positive_of,
    propose,
    sentinels_of,
)
from customer_segmentation.command.configure.table import Column, Table
from customer_segmentation.errors import ConfigurationError
from customer_segmentation.settings.faults import first_fault

VARS = project_vars()


@pytest.fixture
def project(tmp_path):
    """A folder with the project file alone."""
    text = (ROOT / "dbt_project.yml").read_text(encoding="utf-8")
    (tmp_path / "dbt_project.yml").write_text(text, encoding="utf-8")
    return tmp_path


def block(project):
    return block_of((project / "dbt_project.yml").read_text(encoding="utf-8"))[1]


def write(path, rows):
    """Write a CSV file from a mapping of columns to values."""
    lines = [
        ",".join(rows),
        *(",".join(map(str, row)) for row in zip(*rows.values(), strict=True)),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def nasty(n=2000):
    """A column of each kind that is easily taken for another."""
    draw = random.Random(7)  # noqa: S311
    label = [draw.random() < 0.2 for _ in range(n)]
    return {
        "Customer ID": [f"{number:06d}" for number in range(n)],
        "Branch Code": [draw.randint(1, 9) for _ in range(n)],
        "postcode": [f"0{draw.randint(1000, 1050)}" for _ in range(n)],
        "select": [draw.choice(["a", "b", "?"]) for _ in range(n)],
        "9lives": [draw.randint(0, 50) for _ in range(n)],
        "isNew": [draw.choice(["Yes", "no", "NA"]) for _ in range(n)],
        "daysSince": [draw.choice([-1, *range(60)]) for _ in range(n)],
        "age": [draw.choice([999, *range(18, 80)]) for _ in range(n)],
        "income": [draw.choice(["NA", "-", 1.5 * number]) for number in range(n)],
        "constant": ["x"] * n,
        "empty": [""] * n,
        "phone": [f"+49 {number}" for number in range(n)],
        "seen": [f"2024-01-{1 + 27 * number // n:02d}" for number in range(n)],
        "paid_back": ["late" if is_positive else "" for is_positive in label],
        "split": [draw.randint(0, 3) for _ in range(n)],
        "age_text": [draw.choice("uvw") for _ in range(n)],
        "churned": ["Y" if is_positive else "N" for is_positive in label],
    }


@pytest.fixture(scope="module")
def proposal(tmp_path_factory):
    path = write(tmp_path_factory.mktemp("nasty") / "nasty.csv", nasty())
    return propose(Table(str(path)), VARS)


def by_column(proposal):
    return {
        entry["column"]: {"name": name} | entry
        for name, entry in proposal.variables["features"].items()
    }


def test_what_it_proposes_is_valid(proposal):
    assert first_fault(VARS | proposal.variables) is None


def test_the_key_keeps_its_zeros(proposal):
    assert proposal.variables["contact_key"] == "Customer ID"
    assert proposal.variables["contact_key_type"] == "text"


def test_the_outcome_and_its_word(proposal):
    assert proposal.variables["outcome"] == {
        "column": "churned", "positive": "Y", "negative": "N"
    }  # fmt: skip
    assert proposal.variables["outcome_word"] == "churned"


KINDS = {
    "Branch Code": "category", "postcode": "category", "select": "category",
    "9lives": "integer", "isNew": "flag", "daysSince": "integer", "age": "integer",
    "income": "number", "split": "integer", "age_text": "category",
}  # fmt: skip


def test_every_column_has_its_kind(proposal):
    features = by_column(proposal)
    assert {column: features[column]["kind"] for column in KINDS} == KINDS


def test_names_are_snake_case_and_free(proposal):
    names = {entry["column"]: name for name, entry in
             proposal.variables["features"].items()}  # fmt: skip
    assert names["Branch Code"] == "branch_code"
    assert names["isNew"] == "is_new"
    for column in ("select", "9lives", "split", "age_text"):
        assert names[column] != column
    with duckdb.connect() as connection:
        for name in names.values():
            connection.execute(f"select 1 as {name}, {name} from (select 2 as {name})")


def test_what_is_not_known_is_found(proposal):
    assert set(proposal.variables["missing_tokens"]) == {"", "na", "-", "?"}
    features = by_column(proposal)
    assert features["daysSince"]["missing"] == [-1]
    assert features["age"]["missing"] == [999]
    assert "missing" not in features["9lives"]


def test_what_tells_nothing_is_left_out_or_carried(proposal):
    left = {"constant", "empty", "phone", "Customer ID", "churned", "seen"}
    assert not left & set(by_column(proposal))
    assert proposal.variables["carry"] == ["phone"]
    assert proposal.variables["contact_date"] == {"method": "column", "column": "seen"}
    assert any("in its order" in line for line in proposal.understood)


WARNINGS = ["`paid_back` alone nearly decides", "below 500", "sensitive.*age"]


@pytest.mark.parametrize("warning", WARNINGS)
def test_it_warns(proposal, warning):
    assert any(re.search(warning, line) for line in proposal.warnings)


def test_ten_lines(proposal):
    assert len(proposal.understood) <= 10
    assert all("\n" not in line for line in proposal.understood + proposal.warnings)


def test_chance_decides_nothing(tmp_path):
    """A column of noise is at .5, however its rows are ordered; the outcome is at 1."""
    draw = random.Random(1)  # noqa: S311
    rows = {"noise": [draw.randint(0, 1) for _ in range(4000)],
            "wide": [draw.randint(0, 30) // 30 + number % 40 // 20 * 50
                     for number in range(4000)],
            "y": [number // 2000 for number in range(4000)]}  # fmt: skip
    table = Table(str(write(tmp_path / "noise.csv", rows)))
    for name in ("noise", "wide"):
        auc = table.roc_auc(table.column(name), "y", "1")
        assert abs(auc - 0.5) < 0.05, name
    assert table.roc_auc(table.column("y"), "y", "1") == 1


def test_rows_of_one_customer_are_counted(tmp_path):
    rows = nasty(400) | {"Customer ID": [number // 2 for number in range(400)]}
    found = propose(
        Table(str(write(tmp_path / "twice.csv", rows))), VARS, key=["Customer ID"]
    )
    assert found.variables["contact_key"] is None
    assert any("not unique, 200 rows" in line for line in found.warnings)
    assert found.variables["split"]["by"] == "Customer ID"
    assert "Customer ID" in found.variables["carry"]


def test_rows_of_one_customer_stay_together_where_orders_are_the_key(tmp_path):
    rows = nasty(400) | {
        "order_id": [f"A{number}" for number in range(400)],
        "customer_no": [f"C{number // 3}" for number in range(400)],
        "client_segment": ["ab"[number % 2] for number in range(400)],
    }
    for name in set(rows) & {"Customer ID", "id"}:
        del rows[name]
    found = propose(Table(str(write(tmp_path / "orders.csv", rows))), VARS)
    assert found.variables["split"]["by"] == "customer_no"
    assert "customer_no" in found.variables["carry"]
    assert first_fault(VARS | found.variables) is None
    assert any("`customer_no` repeats, 3.0 rows" in line for line in found.warnings)


def test_prospects_are_compared(tmp_path):
    rows = nasty(1000)
    prospects = {name: values[:100] for name, values in rows.items()}
    del prospects["churned"], prospects["paid_back"], prospects["phone"]
    prospects["select"] = ["z"] * 30 + prospects["select"][30:]
    found = propose(
        Table(str(write(tmp_path / "a.csv", rows))), VARS,
        prospects=Table(str(write(tmp_path / "b.csv", prospects))),
    )  # fmt: skip
    features = by_column(found)
    assert features["paid_back"]["known_at"] == "after_contact"
    assert "known_at" not in features["age"]
    assert found.variables["carry"] == []
    assert any("30 prospects have levels of `select`" in w for w in found.warnings)
    assert first_fault(VARS | found.variables) is None


FAULTS = {
    "no such outcome": ({"outcome": "nobody"}, "has no column `nobody`"),
    "no such key": ({"key": ["nobody"]}, "has no column `nobody`"),
    "an outcome of many values": ({"outcome": "age"}, "different values"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_told_is_said(tmp_path, fault):
    options, sentence = FAULTS[fault]
    table = Table(str(write(tmp_path / "nasty.csv", nasty(100))))
    with pytest.raises(ConfigurationError, match=sentence):
        propose(table, VARS, **options)


TABLES = {
    "no such file": (None, "No file matches"),
    "one column": ("a\n1\n", "one column"),
    "a column twice": ("a,A\n1,2\n", "twice"),
    "no rows": ("a,b\n", "no rows"),
    "no outcome": ("a,b\n1,2\n2,3\n3,4\n", "OUTCOME"),
    "two outcomes": ("a,b,c\n" + "1,2,1\n2,3,2\n3,2,3\n" * 2, None),
}


@pytest.mark.parametrize("kind", TABLES)
def test_nasty_files(project, capsys, kind):
    text, sentence = TABLES[kind]
    path = project / "table.csv"
    if text:
        path.write_text(text, encoding="utf-8")
    before = (project / "dbt_project.yml").read_text(encoding="utf-8")
    code = main(["--contacts", str(path)], project)
    if sentence:
        assert code == 1
        assert sentence in capsys.readouterr().err
        assert (project / "dbt_project.yml").read_text(encoding="utf-8") == before


def column(name, levels, **more):
    rows = sum(levels.values())
    return Column(name, rows, rows, len(levels), levels, **more)


@pytest.mark.parametrize(
    ("levels", "positive"),
    [
        ({"yes": 90, "no": 10}, "yes"), ({"1": 3, "2": 7}, "1"),
        ({"1": 7, "2": 3}, "2"),
        ({"1": 9, "0": 1}, "1"), ({"False": 1, "True": 9}, "True"),
        ({"good": 2, "bad": 2}, "bad"),
    ],
)  # fmt: skip
def test_the_positive_value(levels, positive):
    assert positive_of(column("y", levels))[0] == positive


def test_the_outcome_is_the_one_that_is_named_like_it():
    two = {"0": 5, "1": 5}
    sex, target, last = (column(name, two) for name in ("sex", "target", "flag"))
    assert outcome_of([sex, target, last]) is target
    assert outcome_of([sex, last]) is last
    with pytest.raises(ConfigurationError, match="sex, flag"):
        outcome_of([sex, last, column("many", {"a": 1, "b": 1, "c": 1})])


def test_sentinels_stand_apart():
    def numbers(*edges, distinct=40):
        return Column("n", 9, 9, distinct, is_number=True, quantiles=edges)

    assert sentinels_of(numbers(-1.0, 0.0, 50.0, 60.0)) == [-1]
    assert sentinels_of(numbers(-2.0, -1.0, 50.0, 60.0)) == []
    assert sentinels_of(numbers(0.0, 1.0, 27.0, 999.0)) == [999]
    assert sentinels_of(numbers(0.0, 1.0, 998.0, 999.0)) == []
    assert sentinels_of(numbers(-1.0, 0.0, 1.0, 2.0, distinct=4)) == []


def test_feature_names():
    taken = set()
    for name in ("default", "Default", "emp.var.rate", "Größe", "__", "1", "AGE"):
        found = feature_name(name, taken)
        assert re.fullmatch(r"[a-z](?!.*__)[a-z0-9_]*", found), found
        assert found not in taken
        taken.add(found)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"",a;b,c\n1,2,3\n', ["column_1", "a;b", "c"]),
        ('x;"y z";\n1;2;3\n', ["x", "y z", "column_3"]),
        ("\nx|y|\n1|2\n", ["x", "y"]),
    ],
)
def test_a_header_is_cut_as_the_build_does(tmp_path, text, names):
    path = tmp_path / "odd.csv"
    path.write_text(text)
    table = Table(str(path))
    assert table.names == names
    [row] = table.query("from looked_at")
    assert row == ("1", "2", "3")[: len(names)]


# --- The block ---


def test_nothing_is_configured_at_first(project):
    assert configured(block(project)) == {}
    assert changed_by_hand(block(project)) == []


def test_what_is_written_is_read_back():
    variables = {"contacts": "a: b", "carry": [], "threshold": None,
                 "features": {"age": {"kind": "integer", "description": "it's: 1"}},
                 "interactions": [["age", "job"]]}  # fmt: skip
    text = rendered(variables, variables, {"age": "0.612"})
    assert configured(text) == variables
    assert changed_by_hand(text) == []


def test_what_a_person_changed_stays():
    proposed = {"contacts": "a", "number_bins": 16, "carry": ["x"],
                "features": {"age": {"kind": "integer"}, "job": {"kind": "category"},
                             "loan": {"kind": "flag"}}}  # fmt: skip
    text = rendered(proposed, proposed, {})
    text = text.replace("number_bins: 16", "number_bins: 8")
    text = text.replace("      age: {kind: integer}", "      age: {kind: number}")
    text = text.replace("      loan: {kind: flag}", "      new: {kind: flag}")
    text = text.replace("  # as", "    threshold: 0.3\n  # as", 1)
    kept = ["number_bins", "features.age", "features.loan", "threshold", "features.new"]
    assert sorted(changed_by_hand(text)) == sorted(kept)
    newer = proposed | {"carry": ["x", "z"]}
    for _ in range(2):
        variables, found = merged(text, newer)
        assert sorted(found) == sorted(kept)
        assert variables["number_bins"] == 8
        assert variables["threshold"] == 0.3
        assert variables["carry"] == ["x", "z"]
        assert variables["features"] == {
            "age": {"kind": "number"}, "job": {"kind": "category"},
            "new": {"kind": "flag"},
        }  # fmt: skip
        text = rendered(variables, newer, {})


def test_twice_is_as_once_and_other_tables_need_a_word(project, tmp_path, capsys):
    first = write(tmp_path / "first.csv", nasty(500))
    second = write(tmp_path / "second.csv", nasty(600))
    file = project / "dbt_project.yml"
    original = file.read_text(encoding="utf-8")
    assert main(["--contacts", str(first)], project) == 0
    once = file.read_text(encoding="utf-8")
    assert main(["--contacts", str(first)], project) == 0
    assert file.read_text(encoding="utf-8") == once
    assert "Kept" not in capsys.readouterr().out

    changed = once.replace("column: isNew, kind: flag", "column: isNew, kind: category")
    file.write_text(changed, encoding="utf-8")
    assert main(["--contacts", str(first)], project) == 0
    assert "Kept      as you changed them: features.is_new" in capsys.readouterr().out
    assert configured(block(project))["features"]["is_new"]["kind"] == "category"
    assert main(["--contacts", str(second)], project) == 1
    assert "ANEW=1" in capsys.readouterr().err
    assert main(["--contacts", str(second), "--anew", "1"], project) == 0
    assert configured(block(project))["contacts"] == str(second)
    assert main(["--contacts", "sample"], project) == 0
    assert configured(block(project)) == {}
    assert (file.read_text(encoding="utf-8") == original) is True


REAL = {
    "german_credit.csv": (
        {"column": "label", "positive": "2", "negative": "1"},
        "column_1",
        20,
    ),
    "credit_default.csv": (
        {"column": "next_payment", "positive": "1", "negative": "0"},
        "ID",
        23,
    ),
}


@pytest.mark.parametrize("name", REAL)
def test_published_tables(name):
    path = real_data(name)
    if path is None:
        pytest.skip(f"{name} is not here")
    outcome, key, count = REAL[name]
    found = propose(Table(str(path)), VARS)
    assert found.variables["outcome"] == outcome
    assert found.variables["contact_key"] == key
    assert len(found.variables["features"]) == count
    assert first_fault(VARS | found.variables) is None


def test_the_table_of_the_project_needs_no_vars(tmp_path):
    path = real_data("bank-full.csv") or ROOT / "seeds" / "sample_contacts.csv"
    found = propose(Table(str(path)), VARS)
    assert set(found.variables) == {"contacts", "prospects"}


@pytest.mark.parametrize("kind", ["parquet", "relation"])
def test_tables_need_not_be_files(tmp_path, kind):
    path = write(tmp_path / "a.csv", nasty(300))
    database = tmp_path / "a.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"create table crm as from read_csv('{path}')")
        connection.execute(f"copy crm to '{tmp_path}/a.parquet'")
    location = "relation: main.crm" if kind == "relation" else f"{tmp_path}/a.parquet"
    found = propose(Table(location, database), VARS)
    assert found.variables["outcome"]["column"] == "churned"
    assert found.variables["contact_key"] == "Customer ID"
    assert first_fault(VARS | found.variables) is None
