"""Which contacts are resampled: all of a small split, a fixed sample of a large one."""

import duckdb
import pytest

from customer_segmentation.reuse.kept_rows import kept_rows
from customer_segmentation.reuse.labelled_sample import (
    labelled_sample,
    sample_fingerprint,
)
from customer_segmentation.reuse.model_store import stored_model
from customer_segmentation.reuse.tables import MODEL_STORE, no_rows


@pytest.fixture
def session():
    return duckdb.connect()


@pytest.fixture
def contacts(session):
    """1,000 test contacts and 100 validation contacts."""
    return session.sql(
        "select 'm' as model_id, if(i < 1000, 'test', 'validation') as split,"
        " i as contact_id, i / 7 as log_odds from range(1100) as contacts (i)"
    )


def counts(sampled):
    return dict(sampled.aggregate("split, count(*)", "split").fetchall())


def test_small_splits_are_kept_whole(contacts):
    assert labelled_sample(contacts, 1000).fetchall() == contacts.fetchall()


def test_a_large_split_is_thinned_to_about_as_many(contacts):
    sampled = labelled_sample(contacts, 200)
    assert sampled.columns == contacts.columns
    assert counts(sampled) == {"test": pytest.approx(200, abs=65), "validation": 100}


def test_neither_order_nor_other_splits_change_the_sample(contacts):
    alone = labelled_sample(contacts.filter("split = 'test'").order("-contact_id"), 200)
    both = labelled_sample(contacts, 200).filter("split = 'test'")
    assert alone.order("contact_id").fetchall() == both.order("contact_id").fetchall()


def test_the_fingerprint_is_that_of_rows_and_settings(contacts):
    fingerprint = sample_fingerprint(contacts, (2.0, 200, 42))
    again = sample_fingerprint(contacts.order("log_odds desc"), (2.0, 200, 42))
    assert again == fingerprint
    others = [
        sample_fingerprint(contacts, (2.0, 200, 43)),
        sample_fingerprint(contacts.filter("contact_id > 0"), (2.0, 200, 42)),
        sample_fingerprint(
            contacts.project("* replace (log_odds + 1e-15 as log_odds)"), (2.0, 200, 42)
        ),
    ]
    assert len({fingerprint, *others}) == 4


def test_rows_are_kept_only_for_the_same_fingerprint(session):
    assert kept_rows(session, "main", "kept", "abc") is None
    session.execute("create table kept as select 1 as x")
    assert kept_rows(session, "main", "kept", "abc") is None
    session.execute("create or replace table kept as select 1 as x, 'abc' fingerprint")
    assert kept_rows(session, "main", "kept", "def") is None
    assert kept_rows(session, "main", "kept", "abc").fetchall() == [(1, "abc")]


def test_the_latest_model_of_a_fingerprint_is_requested_again(session):
    session.execute(f"create table store as {no_rows(MODEL_STORE)}")
    assert session.sql(stored_model("store", "abc")).fetchall() == []
    for model_id, day in (("old", 1), ("new", 2), ("other", 3)):
        fingerprint = "def" if model_id == "other" else "abc"
        session.execute(
            f"insert into store values ('{model_id}', '{fingerprint}', 'a',"
            f" '2020-01-0{day}', '[]', '2020-01-0{day}')"
        )
    found = session.sql(stored_model("store", "abc"))
    assert found.columns == session.table("store").columns
    assert found.types == session.table("store").types
    assert found.project("model_id, requested_at > '2021-01-01'").fetchall() == [
        ("new", True)
    ]
