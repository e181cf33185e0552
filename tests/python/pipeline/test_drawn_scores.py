"""Files drawn at random are scored as the estimator would, row by row."""

import csv
import io
import json
import math
import random

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import CHEAP, WITHOUT_TESTS, Warehouse
from customer_segmentation.encoding import encode
from customer_segmentation.features import Feature
from customer_segmentation.model_check import terms_of

VARS = CHEAP | {
    "contact_date": "none", "interactions": [["word", "amount"]], "metric_groups": {},
    "segmentation": "none", "bootstrap_replicates": 0, "max_rejected_share": 1.0,
    "contact_key": "id", "contact_key_type": "text",
    "reasons": {"count": 1, "contacts": "called"},
    "features": {
        "word": {"kind": "category"}, "amount": {"kind": "number"},
        "flag": {"kind": "flag"}, "count": {"kind": "integer", "missing": [-1]},
    },
}  # fmt: skip
FILES = 100
NAMES = ["id", "word", "amount", "flag", "count"]
WORDS = st.one_of(
    st.sampled_from(["a", "b", " a ", "A", "", "unknown", "c,d", 'e"f', "g\nh"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9),
)
NUMBERS = st.one_of(
    st.none(), st.integers(-(10**18), 10**18), st.floats(), st.sampled_from(["x", "-0"])
)
ROWS = st.lists(
    st.tuples(WORDS, NUMBERS, st.sampled_from(["yes", "0", "TRUE", "", "maybe"]),
              st.one_of(st.none(), st.integers(-2, 60), st.sampled_from([1.5, "1e3"]))),
    min_size=1, max_size=30,
)  # fmt: skip


def written(rows, start, delimiter=","):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(NAMES)
    for number, row in enumerate(rows, start=start):
        writer.writerow([f"k{number}", *row])
    return text.getvalue()


def contacts():
    """Contacts that a model can learn something from."""
    draw = random.Random(1)  # noqa: S311
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*NAMES, "y"])
    for number in range(600):
        word, amount = draw.choice(["a", "b", "c", ""]), draw.gauss(0, 100)
        flag, count = draw.choice(["yes", "no", ""]), draw.randrange(-1, 50)
        odds = (word == "a") + (amount > 30) + (flag == "yes") * (count > 20)
        label = "yes" if draw.random() < 0.1 + 0.2 * odds else "no"
        writer.writerow([f"c{number}", word, amount, flag, count, label])
    return text.getvalue()


@pytest.mark.parametrize("examples", [100, pytest.param(2000, marks=pytest.mark.long)])
def test_every_drawn_row_is_scored_or_set_aside(tmp_path_factory, examples):
    """Each example is a file; a hundred of them are read by one build."""
    warehouse = Warehouse(tmp_path_factory.mktemp("scored"))
    files = []

    @settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate], derandomize=examples == FILES, database=None,
    )  # fmt: skip
    @given(ROWS, st.sampled_from(",;\t|"))
    def draw(rows, delimiter):
        files.append((rows, delimiter))

    draw()
    for first in range(0, len(files), FILES):
        folder = tmp_path_factory.mktemp("files")
        check_files(warehouse, folder, files[first : first + FILES])


def check_files(warehouse, folder, files):
    (folder / "contacts.csv").write_text(contacts(), encoding="utf-8", newline="")
    (folder / "new").mkdir()
    count = 0
    for number, (rows, delimiter) in enumerate(files):
        text = written(rows, count, delimiter)
        (folder / "new" / f"{number:03}.csv").write_bytes(text.encode())
        count += len(rows)
    run = warehouse.cli(
        "--contacts", str(folder / "contacts.csv"), "--prospects",
        str(folder / "new" / "*.csv"), dbt_arguments=WITHOUT_TESTS, **VARS,
    )  # fmt: skip
    assert run.code == 0, run.errors
    scored = warehouse.frame(
        "select contact_id, word, amount, cast(flag as varchar) as flag,"
        " cast(count as double) as count, log_odds, subscription_probability"
        " from scoring.predictions inner join staging.stg_contacts using (contact_id)"
        " where split = 'score' order by contact_id"
    )
    # Nothing lost: each row is scored, or set aside with its reason.
    rejected = warehouse.value("select count(*) from staging.stg_rejected_contacts")
    assert len(scored) + rejected >= count
    assert len(set(scored["contact_id"])) == len(scored)
    wrong = {
        f"k{number}"
        for number, row in enumerate(row for rows, _ in files for row in rows)
        if row[2] == "maybe" or row[3] == 1.5 or not is_number(row[1])
    }
    assert not wrong & set(scored["contact_id"])
    assert scored["subscription_probability"].between(0, 1).all()
    # SQL equals the estimator, of which the terms are, on every row that it scored.
    document = json.loads(
        warehouse.value(
            "select content from training.fitted_models inner join"
            " registry.active_model using (model_id)"
        )
    )
    features = [Feature(**feature) for feature in document["features"]]
    values = scored.astype(object).where(scored.notna(), None)
    codes = encode(
        values.assign(amount=scored["amount"], count=scored["count"]),
        pd.DataFrame(document["levels"]), features,
    )  # fmt: skip
    expected = terms_of(document).log_odds(codes)
    assert (scored["log_odds"].to_numpy() == expected).all()
    assert len(scored) > count / 4


def is_number(value):
    """Whether a person would take it for a finite number, or for none."""
    try:
        return value is None or math.isfinite(float(value))
    except ValueError:
        return False
