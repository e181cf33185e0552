"""Above var `max_train_rows`, training reads a sample that the key alone chooses."""

import duckdb
import pytest

from conftest import CHEAP, ROOT, Warehouse

MOST = 600
SHARES = """
    select splits.split, count(training.contact_id) / count(*)
    from features.int_contact_splits as splits
    left join features.int_training_contacts as training using (contact_id)
    where splits.split in ('train', 'validation')
    group by splits.split
"""


@pytest.fixture(scope="module")
def thinned(sample, tmp_path_factory):
    """The sample, of which training reads about a quarter; with all data tests."""
    warehouse = sample.copy(tmp_path_factory.mktemp("thinned"))
    run = warehouse.cli(
        dbt_arguments=["--exclude-resource-type", "unit_test"],
        **CHEAP,
        max_train_rows=MOST,
    )
    assert run.code == 0, run.output[-3000:] + run.errors
    return warehouse


def test_about_as_many_rows_train_as_asked_for(sample, thinned):
    assert dict(sample.query(SHARES)) == {"train": 1, "validation": 1}
    train_contacts = sample.value(
        "select count(*) from features.int_contact_splits where split = 'train'"
    )
    share = pytest.approx(MOST / train_contacts, abs=0.06)
    assert dict(thinned.query(SHARES)) == {"train": share, "validation": share}
    train_count = thinned.value(
        "select train_count from registry.models order by trained_at desc limit 1"
    )
    assert train_count == pytest.approx(MOST, abs=5 * MOST**0.5)


def test_fewer_rows_are_another_model_and_everyone_is_still_scored(sample, thinned):
    assert thinned.value("select count(*) from registry.models") == 2
    scored = "select count(*) from scoring.predictions"
    assert thinned.value(scored) == sample.value(scored)
    document = "len(json_extract(content, '$.validation.units')::varchar)"
    [(longer,), (shorter,)] = thinned.query(
        f"select {document} from training.fitted_models order by trained_at"
    )
    assert shorter < longer / 2


def test_neither_order_nor_threads_change_the_sample(parsed, tmp_path):
    lines = (ROOT / "seeds" / "sample_contacts.csv").read_text().splitlines()
    rows = [f"{number},{line}" for number, line in enumerate(lines[1:], start=1)]
    samples = []
    for threads, ordered in ((1, rows), (4, rows[::-1])):
        warehouse = Warehouse(tmp_path / str(threads))
        path = warehouse.folder / "contacts.csv"
        path.write_text("\n".join([f"customer,{lines[0]}", *ordered]) + "\n")
        run = warehouse.run_parsed(
            parsed, "run", "--select", "+int_training_contacts", "--threads", threads,
            contacts=str(path), contact_key="customer", contact_date="none",
            max_train_rows=MOST,
        )  # fmt: skip
        assert run.code == 0, run.errors
        samples.append(
            warehouse.query("from features.int_training_contacts order by contact_id")
        )
    assert len(samples[0]) > MOST
    assert samples[0] == samples[1]


FAULTS = {
    "what the hash of the split would choose": (
        "delete from sampled where split = 'validation'", "is_a_sample_of_each_split",
    ),
    "a contact of another split": (
        "update sampled set split = 'train'", "is_a_sample_of_each_split",
    ),
    "a contact that does not exist": (
        "update sampled set contact_id = -contact_id where contact_id = (select"
        " min(contact_id) from sampled)",
        "is_a_sample_of_each_split",
    ),
    "fewer contacts than were fitted": (
        "delete from training.int_training_rows where contact_id = (select"
        " min(contact_id) from training.int_training_rows where split = 'train')",
        "counts_train_rows_only",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(thinned, tmp_path, fault):
    statement, test = FAULTS[fault]
    [path] = (thinned.target / "compiled").rglob(f"tests/features/*{test}.sql")
    with duckdb.connect(thinned.copy(tmp_path).database) as connection:
        assert connection.sql(path.read_text()).fetchall() == []
        table = "features.int_training_contacts"
        connection.execute(statement.replace("sampled", table))
        assert connection.sql(path.read_text()).fetchall() != []
