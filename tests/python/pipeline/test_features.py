"""A feature is one entry of the vars: added or removed, nothing else has to follow."""

import pytest

from conftest import CHEAP, Warehouse, project_vars
from test_conventions import described_but_absent, undescribed_columns

DESCRIPTION = "Balance in thousands of euros, the sign kept."


@pytest.fixture(scope="module")
def changed_features():
    """Var `features` with one entry more and two fewer: a category and a number."""
    features = project_vars()["features"]
    kept = {name: features[name] for name in features if name not in ("job", "age")}
    thousands = {
        "expression": "balance_euros / 1000.0", "kind": "number",
        "description": DESCRIPTION,
    }  # fmt: skip
    return kept | {"balance_thousands": thousands}


@pytest.fixture(scope="module")
def built(tmp_path_factory, changed_features):
    """A whole build, its tests included, without any other file changed."""
    warehouse = Warehouse(tmp_path_factory.mktemp("features"))
    pairs = [
        pair
        for pair in project_vars()["interactions"]
        if not {"job", "age"} & set(pair)
    ]
    run = warehouse.cli(
        **CHEAP,
        features=changed_features,
        interactions=[*pairs, ["balance_thousands", "has_housing_loan"]],
        metric_groups={},
    )
    assert run.code == 0, run.output[-3000:] + run.errors
    return warehouse


def test_the_model_learns_from_what_was_added_and_not_from_what_was_removed(built):
    terms = {
        term
        for (term,) in built.query("select distinct term from registry.model_terms")
    }
    assert "balance_thousands" in terms
    assert not {"job", "age"} & {part for term in terms for part in term.split(":")}
    assert built.value(
        "select count(distinct balance_thousands) from staging.stg_contacts"
    ) > 100  # fmt: skip
    assert built.query(
        "select term from features.int_terms where feature_2 = 'balance_thousands'"
    ) == [("has_housing_loan:balance_thousands",)]  # fmt: skip


def test_its_description_is_in_the_docs(built):
    node = built.manifest()["nodes"]["model.customer_segmentation.stg_contacts"]
    assert f"- `balance_thousands`: {DESCRIPTION}" in node["description"]
    assert "- `job`:" not in node["description"]


def test_every_column_is_still_described(built, changed_features):
    catalog = {}
    for schema, table, column in built.query(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " where not internal and database_name = current_database()"
    ):
        catalog.setdefault(f"{schema}.{table}", []).append(column)
    manifest = built.manifest()
    assert undescribed_columns(manifest, catalog, changed_features) == []
    # What is described at `stg_contacts` alone is gone with its feature.
    assert described_but_absent(manifest, catalog) == [
        "staging.stg_contacts.age", "staging.stg_contacts.job"
    ]  # fmt: skip
