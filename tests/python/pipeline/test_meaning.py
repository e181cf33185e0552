"""A value means what it says, or its row is rejected."""

import duckdb
import pytest

from conftest import Warehouse

ROWS = 40
#: So that a build of staging takes a second.
FEW = {
    "features": {"job": {"kind": "category"}, "age": {"kind": "integer"}},
    "interactions": [], "metric_groups": {}, "segmentation": "none",
}  # fmt: skip


@pytest.fixture(scope="module")
def parsed(tmp_path_factory):
    """The project as dbt parses it with these features."""
    warehouse = Warehouse(tmp_path_factory.mktemp("parsed"))
    return warehouse.parse(contacts="contacts.csv", prospects="none", **FEW)


def stage(warehouse, parsed, contacts, prospects="none", **variables):
    """Read files into `staging`; with a saved model, one outcome alone is enough."""
    return warehouse.run_parsed(
        parsed, "run", "--select", "models/staging",
        **(FEW | {"model": "abcdef123456"} | variables),
        contacts=str(contacts), prospects=str(prospects),
    )  # fmt: skip


@pytest.fixture(scope="module")
def table(sample_lines):
    """A header and some rows, as lists of values."""
    return [line.split(",") for line in sample_lines[: ROWS + 1]]


def write(path, table, **columns):
    """Write a table with columns of values, those of its rows, in front of it."""
    rows = [
        [*(name if row == 0 else values[row - 1] for name, values in columns.items()),
         *line]
        for row, line in enumerate(table)
    ]  # fmt: skip
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
    return path


#: Texts of a column, and the whole numbers that they are, if they are.
KEYS = {
    "1": 1, "02": 2, "3.0": 3, "+4": 4, "5e0": 5, " 6 ": 6, "-7": -7, "0.4": None,
    "8.5": None, "1e30": None, "9007199254740993": 9007199254740993,
    "9223372036854775807": 9223372036854775807, "9223372036854775808": None,
    "9.0000000001": None, "9007199254740995.4": None, "seven": None, "inf": None,
    "nan": None, "0x7": None,
}  # fmt: skip


def test_a_key_is_what_it_says_or_rejected(warehouse, parsed, table, tmp_path):
    texts = [f'"{text}"' for text in KEYS]
    path = write(tmp_path / "keyed.csv", table[: len(KEYS) + 1], id=texts)
    run = stage(warehouse, parsed, path, contact_key="id", max_rejected_share=0.9)
    assert run.code == 0, run.errors
    found = dict(
        warehouse.query("select source_row, contact_id from staging.stg_contacts")
    )
    rejected = warehouse.query("select source_row from staging.stg_rejected_contacts")
    assert found | dict.fromkeys(row for (row,) in rejected) == dict(
        enumerate(KEYS.values(), start=1)
    )


def test_an_empty_row_and_a_row_without_a_key_are_told_apart(
    warehouse, parsed, table, tmp_path
):
    path = write(tmp_path / "keyed.csv", table, id=range(ROWS))
    columns = len(table[0]) + 1
    with path.open("a") as file:
        file.write("," * (columns - 1) + "\n" + "," + ",".join(table[1]) + "\n")
    run = stage(warehouse, parsed, path, contact_key="id", max_rejected_share=0.9)
    assert run.code == 0, run.errors
    [(empty,), (keyless,)] = warehouse.query(
        "select reason from staging.stg_rejected_contacts order by source_row"
    )
    assert empty == "the row is empty"
    assert keyless.startswith("the key id is not a whole number")


@pytest.mark.parametrize("text", ["0102", "102.0", "+102", "1.02e2", " 102"])
def test_keys_compare_as_what_they_become(warehouse, parsed, table, tmp_path, text):
    path = write(
        tmp_path / "twice.csv", table, id=[f'"{text}"', *range(101, 100 + ROWS)]
    )
    run = stage(warehouse, parsed, path, contact_key="id")
    assert run.code == 1
    assert "not unique: value 102 stands in 2 rows" in run.sentence


def test_keys_of_several_columns_compare_as_what_they_become(
    warehouse, parsed, table, tmp_path
):
    one = ["a|b", "a", *range(2, ROWS)]
    other = ["c", "b|c", *range(2, ROWS)]
    path = write(tmp_path / "joined.csv", table, one=one, other=other)
    key = {"contact_key": ["one", "other"], "contact_key_type": "text"}
    run = stage(warehouse, parsed, path, **key)
    assert run.code == 1
    assert "value a|b|c stands in 2 rows" in run.sentence


def test_keys_that_doubles_do_not_hold_are_rejected(warehouse, parsed, table, tmp_path):
    """Prospects of doubles beside contacts of whole numbers, in Parquet."""
    plain = write(tmp_path / "plain.csv", table)
    paths = {}
    for role, kind in (("contacts", "bigint"), ("prospects", "double")):
        paths[role] = tmp_path / f"{role}.parquet"
        start = 2**53 - 4 if role == "contacts" else 0
        duckdb.sql(
            f"copy (select cast({start} + row_number() over () as {kind}) as id, *"
            f" from read_csv('{plain}', all_varchar=true)) to '{paths[role]}'"
        )
    run = stage(
        warehouse, parsed, **paths, contact_key="id",
        max_rejected_share=0.9,
    )  # fmt: skip
    assert run.code == 0, run.errors
    [(least, most, count)] = warehouse.query(
        "select min(contact_id), max(contact_id), count(*) from staging.stg_contacts"
    )
    # What lies beyond would arrive as another number.
    assert (least, most) == (1, 2**53 - 1)
    assert count + warehouse.value(
        "select count(*) from staging.stg_rejected_contacts"
    ) == 2 * ROWS  # fmt: skip


DATES = {
    None: {"2024-02-29": "2024-02-29", "2024-2-9": "2024-02-09", "unknown": None,
           "2023-02-29": "rejected", "29/02/2024": "rejected", "soon": "rejected"},
    "%d/%m/%Y": {"29/02/2024": "2024-02-29", "": None, "2024-02-29": "rejected",
                 "29/13/2024": "rejected", "29/02/2023": "rejected"},
}  # fmt: skip


@pytest.mark.parametrize("form", DATES)
def test_a_date_has_the_declared_format_or_is_rejected(
    warehouse, parsed, table, tmp_path, form
):
    usual = next(iter(DATES[form]))
    dates = [*DATES[form], *[usual] * ROWS][:ROWS]
    path = write(tmp_path / "dated.csv", table, on=dates)
    declared = {"method": "column", "column": "on"} | ({"format": form} if form else {})
    run = stage(
        warehouse, parsed, path, contact_date=declared,
        max_rejected_share=0.5,
    )  # fmt: skip
    assert run.code == 0, run.errors
    found = {
        dates[row - 1]: str(on) if on else None
        for row, on in warehouse.query(
            "select source_row, contacted_on from staging.stg_contacts"
        )
    } | {
        dates[row - 1]: "rejected"
        for row, reason in warehouse.query(
            "select source_row, reason from staging.stg_rejected_contacts"
        )
        if "is not a date" in reason
    }
    assert found == DATES[form]


def test_a_chronological_split_needs_dates(warehouse, parsed, table, tmp_path):
    dates = ["", *["2024-02-28"] * ROWS]
    path = write(tmp_path / "dated.csv", table, on=dates)
    run = stage(
        warehouse, parsed, path,
        contact_date={"method": "column", "column": "on"},
        split={"method": "chronological", "train_share": 0.5, "validation_share": 0.2,
               "salt": ""},
    )  # fmt: skip
    assert run.code == 0, run.errors
    assert warehouse.query(
        "select source_row from staging.stg_rejected_contacts"
    ) == [(1,)]  # fmt: skip


def test_a_level_is_the_same_in_every_file(warehouse, parsed, table, tmp_path):
    """5 of a CSV is 5.0 of a column of doubles; where vars say so, `May` is `may`."""
    branches = [5, "5.5", "May", "may"] * (ROWS // 4)
    contacts = write(tmp_path / "contacts.csv", table, branch=branches)
    plain = write(tmp_path / "plain.csv", table)
    prospects = tmp_path / "prospects.parquet"
    duckdb.sql(
        f"copy (select case when row_number() over () % 2 = 0 then 5.0e0 else 5.5e0 end"
        f" as branch, * from read_csv('{plain}', all_varchar=true)) to '{prospects}'"
    )
    features = FEW["features"] | {"branch": {"kind": "category"}}
    for case, levels in (("keep", {"5", "5.5", "May", "may"}),
                         ("lower", {"5", "5.5", "may"})):  # fmt: skip
        run = stage(
            warehouse, parsed, contacts, prospects, features=features,
            category_case=case,
        )  # fmt: skip
        assert run.code == 0, run.errors
        assert set(
            warehouse.query("select distinct branch from staging.stg_contacts")
        ) == {(level,) for level in levels}
        assert warehouse.query(
            "select distinct branch, branch_text from staging.base_typed_contacts"
            " where branch <> branch_text"
        ) == []  # fmt: skip


def test_outcomes_of_prospects_are_no_outcomes_to_learn(
    warehouse, parsed, table, tmp_path
):
    one = [line for line in table if line[-1] != "yes"]
    other = [table[0], *([*line[:-1], "yes"] for line in table[1:])]
    run = stage(
        warehouse, parsed, write(tmp_path / "contacts.csv", one),
        write(tmp_path / "prospects.csv", other), model="auto",
    )  # fmt: skip
    assert run.code == 1
    assert "has the outcome `yes`" in run.sentence
