"""What a model knows when scoring is compiled gives the codes that its arrays give."""

import csv
import re

import pytest

from conftest import CHEAP, ROOT, Warehouse, project_vars

#: Values where constants and arrays could part ways, by column.
ODD_VALUES = {
    "job": ['o\'neill "x"', " student ", "UNKNOWN", "", "pilot", "Student", "retired"],
    "marital": ["single", "SINGLE", " unknown"],
    "default": ["yes", " No ", "unknown", ""],
    "age": ["-100000", "17", "18", "94", "95", "96", "100000", "unknown", ""],
    "balance": ["-9000000000", "-1", "0", "9000000000", ""],
    "pdays": ["-1", "0", "1", "871", "99999"],
    "campaign": ["0", "1", "64", "65", "1000"],
}
IS_THE_SUM = "predictions__is_the_sum_of_its_terms"
CODES = (
    "select * exclude (contact_id) from scoring.int_scoring_codes order by contact_id"
)


def write(path, lines):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def read(name):
    with (ROOT / "seeds" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def odd_prospects():
    """Return prospects like the first of the sample, each with one odd value."""
    header, first, *_ = read("sample_prospects.csv")
    rows = []
    for column, values in ODD_VALUES.items():
        place = header.index(column)
        rows += [[*first[:place], value, *first[place + 1 :]] for value in values]
    return [header, *rows]


def run(warehouse, parsed, *arguments, **variables):
    done = warehouse.run_parsed(parsed, *arguments, **(CHEAP | variables))
    assert done.code == 0, done.errors + done.output[-2000:]


@pytest.fixture(scope="module")
def trained(parsed, tmp_path_factory):
    """A model that has a level with quotes in it."""
    warehouse = Warehouse(tmp_path_factory.mktemp("known"))
    header, *rows = read("sample_contacts.csv")
    place = header.index("job")
    for row in rows:
        row[place] = row[place].replace("services", 'o\'neill "x"')
    contacts = write(warehouse.folder / "contacts.csv", [header, *rows])
    run(warehouse, parsed, "run", "--select", "+active_model", contacts=str(contacts))
    return warehouse


def score(warehouse, parsed, **variables):
    """Score the odd prospects with the saved model, check the sums; return the SQL."""
    prospects = write(warehouse.folder / "prospects.csv", odd_prospects())
    model_id = warehouse.value("select model_id from registry.active_model")
    variables |= {"contacts": "none", "prospects": str(prospects), "model": model_id}
    run(warehouse, parsed, "run", "--select", "+int_scoring_codes", "predictions",
        "+int_active_decision_rule", **variables)  # fmt: skip
    run(warehouse, parsed, "test", "--select", IS_THE_SUM, **variables)
    compiled = warehouse.target / "compiled" / "customer_segmentation" / "models"
    return (compiled / "scoring" / "predictions.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scored(trained, parsed):
    return trained, score(trained, parsed)


def test_odd_values_have_the_codes_of_the_arrays(scored):
    warehouse, _ = scored
    rows = sum(map(len, ODD_VALUES.values()))
    assert warehouse.value("select count(*) from scoring.predictions") == rows
    # They are odd: some are known, some are not, and some lie in outer bins.
    codes = warehouse.frame("select * from scoring.int_scoring_codes")
    for feature in ("job", "marital_status", "has_credit_default", "age"):
        assert (codes[f"{feature}_code"] == 0).any(), feature
        assert codes[f"{feature}_code"].nunique() > 2, feature


def test_the_compiled_query_holds_what_the_model_knows(scored):
    _, query = scored
    assert "'o''neill \"x\"'" in query
    assert "list_position([" in query
    assert not re.search(r"arrays\.\w+_(levels|true_code|bounds)\b", query)


def test_a_level_that_now_means_not_known_has_code_0(scored, parsed, tmp_path):
    before, query = scored
    warehouse = before.copy(tmp_path / "newer")
    later = score(warehouse, parsed, missing_tokens=["", "unknown", "Student"])
    assert "'student'" in query
    assert "'student'" not in later
    assert warehouse.query(CODES) != before.query(CODES)


def test_arrays_of_an_earlier_build_need_not_have_every_feature(scored, parsed):
    warehouse, _ = scored
    contact = {"column": "contact", "kind": "category"}
    run(warehouse, parsed, "compile", "--select", "predictions",
        features=project_vars()["features"] | {"contact_again": contact})  # fmt: skip
