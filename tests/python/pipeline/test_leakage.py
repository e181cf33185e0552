"""What a model is judged on changes nothing that it is made of."""

import pytest

from conftest import ROOT

FITTED = (
    "features.int_feature_levels", "training.int_training_digest",
    "segments.int_rfm_cuts",
)  # fmt: skip


@pytest.fixture(scope="module")
def rows(sample):
    """The rows of the sample by split, each a place among its lines."""
    by_split = {}
    for split, row in sample.query(
        "select split, source_row from features.int_contact_splits"
        " inner join staging.stg_contacts using (contact_id)"
        " where source_name = 'sample_contacts' order by all"
    ):
        by_split.setdefault(split, []).append(row)
    return by_split


@pytest.fixture(scope="module")
def fitted(sample, parsed, sample_lines, tmp_path_factory):
    """What is fitted where the rows of some places are others."""

    def fit(places):
        folder = tmp_path_factory.mktemp("changed")
        lines = list(sample_lines)
        for place in places:
            values = lines[place].split(",")
            # Another customer of the other outcome.
            values[:6] = ["99", "nobody", "single", "primary", "yes", "99999"]
            values[-1] = "no" if values[-1] == "yes" else "yes"
            lines[place] = ",".join(values)
        path = folder / "contacts.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        warehouse = sample.copy(folder / "copy")
        run = warehouse.run_parsed(
            parsed, "run", "--select", *(f"+{name.split('.')[1]}" for name in FITTED),
            contacts=str(path), prospects=str(ROOT / "seeds" / "sample_prospects.csv"),
        )  # fmt: skip
        assert run.code == 0, run.errors
        return {
            name: warehouse.query(f"select * from {name} order by all")
            for name in FITTED
        }

    return fit


def test_other_test_rows_change_nothing_that_is_fitted(fitted, rows):
    as_it_is = fitted([])
    assert fitted(rows["test"]) == as_it_is
    # The same change of one row that is learned from would be seen.
    assert fitted(rows["train"][:1]) != as_it_is
