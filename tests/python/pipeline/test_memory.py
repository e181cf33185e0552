"""What a database was built from is not replaced, or outlived, in silence."""

import pytest

from conftest import CHEAP, WITHOUT_TESTS

OTHER = {"random_state": 7}


@pytest.fixture(scope="module")
def built(sample_lines, sample, tmp_path_factory):
    """A database built from a file, after the sample."""
    folder = tmp_path_factory.mktemp("built")
    warehouse = sample.copy(folder / "copy")
    warehouse.path = folder / "real.csv"
    warehouse.path.write_text("\n".join(sample_lines[:2001]) + "\n", encoding="utf-8")
    run = warehouse.cli(
        "--contacts", str(warehouse.path), dbt_arguments=WITHOUT_TESTS, **CHEAP
    )
    assert run.code == 0, run.errors
    return warehouse


@pytest.fixture
def real(built, tmp_path):
    warehouse = built.copy(tmp_path / "copy")
    warehouse.path = built.path
    return warehouse


def test_the_sample_replaces_real_contacts_only_by_name(real):
    before = real.results()
    for variables in ({}, {"threshold": 0.3}, {"prospects": "sample"}):
        run = real.cli(dbt_arguments=WITHOUT_TESTS, **CHEAP, **variables)
        assert run.code == 1
        assert str(real.path) in run.sentence
        assert "DATA=sample" in run.sentence
    assert real.results() == before
    scored = real.dbt("run", "--select", "scoring", **CHEAP)
    assert scored.code == 0, scored.output[-2000:]
    run = real.cli("--contacts", "sample", dbt_arguments=WITHOUT_TESTS, **CHEAP)
    assert run.code == 0, run.errors
    assert real.value("select count(*) from staging.stg_contacts") == 4500


def test_a_model_of_other_contacts_is_never_promoted_in_silence(real, sample):
    [(reason, trained_on, before)] = real.query(
        "select reason, trained_on, previous_model_id from registry.active_model"
    )
    assert before == sample.value("select model_id from registry.active_model")
    assert f"; trained on {real.path}, the model before on sample" in reason
    assert trained_on == str(real.path)
    tested = real.dbt("test", "--select", "active_model", **CHEAP, contacts=trained_on)
    assert "WARN" in tested.output
    assert "is_of_the_contacts_of_the_one_before" in tested.output

    assert real.query(
        "select distinct model_id from registry.decision_thresholds where is_active"
    ) == real.query("select model_id from registry.active_model")
    assert (
        real.value("select count(distinct model_id) from registry.decision_thresholds")
        == 2
    )

    # A newer version for the same contacts is promoted without a word.
    run = real.cli(
        "--contacts", trained_on, dbt_arguments=WITHOUT_TESTS, **CHEAP, **OTHER
    )
    assert run.code == 0, run.errors
    [(reason, again)] = real.query(
        "select reason, trained_on from registry.active_model"
    )
    assert "promoted" in reason
    assert "trained on" not in reason
    assert again == trained_on


def test_the_model_that_is_kept_is_still_of_its_own_contacts(real, sample):
    run = real.cli(
        "--contacts", "sample", dbt_arguments=WITHOUT_TESTS, **CHEAP, promote="never"
    )
    assert run.code == 0, run.errors
    assert real.query(
        "select trained_on, reason like 'kept%; trained on sample, the model before%'"
        " from registry.active_model"
    ) == [(str(real.path), True)]  # fmt: skip
