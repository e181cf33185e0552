"""Customers keep the ids that their owner gave them, of any type."""

import csv
import uuid

import duckdb
import pytest

from conftest import CHEAP, ROOT
from customer_segmentation.report.page import listed_rows

SEEDS = ROOT / "seeds"
COUNTS = {"contacts": 1500, "prospects": 60}


def ids(role, number):
    """Ids of several kinds; prospects have others than contacts."""
    number += 1_000_000 * (role == "prospects")
    return {
        "customer": f"C-{number:07d}",
        "branch": f"B{number % 7}",
        "nr": number // 7,
        "uid": str(uuid.UUID(int=number * 7919)),
        "ID": number * 3,
        "Phone No": f"+49 {number}",
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Contacts and prospects of the sample, with ids; contacts have no phone."""
    paths = {}
    for role, count in COUNTS.items():
        paths[role] = tmp_path_factory.mktemp("keyed") / f"{role}.csv"
        with open(SEEDS / f"sample_{role}.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))[:count]
        rows = [ids(role, number) | row for number, row in enumerate(rows)]
        for row in rows:
            if role == "contacts":
                del row["Phone No"]
        with open(paths[role], "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return {role: str(path) for role, path in paths.items()}


KEYS = {
    "text": ({"contact_key": "customer", "contact_key_type": "text",
              "carry": ["Phone No", "branch"]}, "varchar", "customer"),
    "UUID": ({"contact_key": "uid", "contact_key_type": "uuid"}, "uuid", "uid"),
    "several columns": (
        {"contact_key": ["branch", "nr"], "contact_key_type": "text"}, "varchar",
        "branch || '|' || nr",
    ),
    "whole number": ({"contact_key": "ID"}, "bigint", "\"ID\""),
}  # fmt: skip


def test_every_table_carries_the_key_as_it_is(warehouse, files):
    """One after the other in one database, the first whole, with all tests."""
    for kind, (variables, data_type, key) in KEYS.items():
        variables = {**CHEAP, **files, **variables}
        run = warehouse.cli(**variables) if kind == "text" else warehouse.dbt(
            "run", "--select", "+predictions", "+prediction_reasons",
            "stg_carried_columns", **variables
        )  # fmt: skip
        assert run.code == 0, (kind, run.output)
        for table in ("scoring.predictions", "scoring.prediction_reasons"):
            assert warehouse.query(
                "select data_type from information_schema.columns"
                f" where table_schema || '.' || table_name = '{table}'"
                " and column_name = 'contact_id'"
            ) == [(data_type.upper(),)], kind
            found = warehouse.query(
                f"select distinct contact_id from {table} order by 1"
            )
            owned = duckdb.sql(
                f"select distinct cast({key} as {data_type}) from read_csv("
                f"{list(files.values())}, union_by_name=true, all_varchar=true)"
                " order by 1"
            )
            assert found == owned.fetchall(), kind
        if kind == "text":
            check_what_is_carried(warehouse)
        if kind == "several columns":
            assert warehouse.value(
                "select count(*) from staging.stg_carried_columns"
                " where contact_id is distinct from branch || '|' || nr"
            ) == 0  # fmt: skip


def check_what_is_carried(warehouse):
    carried = {
        key: values for key, *values in warehouse.query(
            'select contact_id, "Phone No", branch from staging.stg_carried_columns'
        )
    }  # fmt: skip
    assert len(carried) == sum(COUNTS.values())
    last = ids("prospects", COUNTS["prospects"] - 1)
    assert carried[last["customer"]] == [last["Phone No"], last["branch"]]
    first = ids("contacts", 0)
    assert carried[first["customer"]] == [None, first["branch"]]
    with (warehouse.target / "call_list.csv").open(encoding="utf-8") as file:
        called = list(csv.DictReader(file))
    assert len(called) == warehouse.value("select count(*) from report.call_list")
    for row in called:
        # A number that starts with a plus is no formula in the list.
        assert row["Phone No"] == f"'{carried[row['contact_id']][0]}"
    with duckdb.connect(str(warehouse.database), read_only=True) as connection:
        listed = listed_rows(connection)
    assert listed["columns"][:2] == ["call_rank", "contact_id"]
    assert listed["columns"][-3:] == ["Phone No", "branch", "reasons"]
    assert len(listed["rows"]) == len(called)
    for row in listed["rows"]:
        assert list(row[-3:-1]) == carried[row[1]]
    assert warehouse.query(
        "select 1 from features.int_features where feature ilike '%phone%'"
        " or feature ilike '%branch%'"
    ) == []  # fmt: skip


@pytest.mark.parametrize(
    ("variables", "parts"),
    [
        ({"contact_key": "customer"}, ["customer", "whole number", "contact_key_type"]),
        ({"contact_key": "customer", "contact_key_type": "uuid"}, ["UUID"]),
        ({"contact_key": ["branch", "age"], "contact_key_type": "text"},
         ["not unique", "branch, age", "together"]),
        ({"contact_key": ["branch", "nr"]}, ["2 columns", "contact_key_type", "text"]),
        ({"carry": ["fax"]}, ["fax", "carry"]),
        ({"carry": ["job"]}, ["carry", "job", "feature"]),
        ({"carry": ["y"]}, ["carry", "outcome"]),
    ],
)  # fmt: skip
def test_a_key_that_is_none_is_said(warehouse, parsed, files, variables, parts):
    run = warehouse.run_parsed(
        parsed, "run", "--select", "models/staging", **files, **variables
    )
    assert run.code == 1
    for part in parts:
        assert part in run.sentence
