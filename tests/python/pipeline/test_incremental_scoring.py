"""A build scores only what it has to: `scored_at` tells which contacts those were."""

import pytest

from conftest import CHEAP, ROOT, Warehouse

SAMPLE = ROOT / "seeds" / "sample_contacts.csv"
HEADER, *PROSPECTS = (
    (ROOT / "seeds" / "sample_prospects.csv").read_text(encoding="utf-8").splitlines()
)
N_CONTACTS = 4_000
SCORES = (
    "select contact_id, model_id, split, log_odds, is_subscriber, row_hash, scored_at"
    " from scoring.predictions order by contact_id"
)
DECISIONS = "select * exclude (scored_at) from scoring.predictions order by contact_id"


def score(warehouse, parsed, prospects, **variables):
    """Score the sample contacts and some prospects."""
    path = warehouse.folder / "prospects.csv"
    path.write_text("\n".join([HEADER, *prospects]) + "\n", encoding="utf-8")
    run = warehouse.run_parsed(
        parsed, "run", "--select", "+predictions",
        contacts=str(SAMPLE), prospects=str(path), **(CHEAP | variables),
    )  # fmt: skip
    assert run.code == 0, run.errors


@pytest.fixture(scope="module")
def scored_once(parsed, tmp_path_factory):
    warehouse = Warehouse(tmp_path_factory.mktemp("scored"))
    score(warehouse, parsed, PROSPECTS[:50])
    return warehouse


@pytest.fixture
def scored(scored_once, tmp_path):
    return scored_once.copy(tmp_path / "scored")


def newly_scored(before, after):
    """Return the contacts whose score was computed since."""
    known = set(before.query(SCORES))
    return [row[0] for row in after.query(SCORES) if row not in known]


def test_only_new_prospects_are_scored(scored_once, scored, parsed):
    score(scored, parsed, PROSPECTS[:53])
    first = N_CONTACTS + 51
    assert newly_scored(scored_once, scored) == [first, first + 1, first + 2]
    assert len(scored.query(SCORES)) == N_CONTACTS + 53


def test_changed_contacts_are_scored_again_and_those_that_left_are_gone(
    scored_once, scored, parsed
):
    age, rest = PROSPECTS[1].split(",", 1)
    score(scored, parsed, [PROSPECTS[0], f"{int(age) + 30},{rest}", *PROSPECTS[2:40]])
    assert newly_scored(scored_once, scored) == [N_CONTACTS + 2]
    assert len(scored.query(SCORES)) == N_CONTACTS + 40


def test_a_new_decision_rule_decides_all_and_scores_none(scored_once, scored, parsed):
    score(scored, parsed, PROSPECTS[:50], threshold=0.3, calibration="isotonic")
    assert newly_scored(scored_once, scored) == []
    unchanged = set(scored_once.query(DECISIONS)) & set(scored.query(DECISIONS))
    assert not unchanged


def test_another_model_scores_all_as_if_it_were_the_first(
    scored_once, scored, parsed, tmp_path
):
    score(scored, parsed, PROSPECTS[:50], random_state=7)
    assert len(newly_scored(scored_once, scored)) == N_CONTACTS + 50
    from_scratch = Warehouse(tmp_path / "scratch")
    score(from_scratch, parsed, PROSPECTS[:50], random_state=7)
    assert scored.query(DECISIONS) == from_scratch.query(DECISIONS)


def test_a_build_that_stops_keeps_the_scores(scored_once, scored, parsed):
    path = scored.folder / "prospects.csv"
    path.write_text(f"{HEADER}\n{PROSPECTS[60]}\n", encoding="utf-8")
    run = scored.run_parsed(
        parsed, "run", "--select", "stg_contacts+", "--exclude", "path:models/segments",
        "path:python_models/segments", "path:models/report",
        contacts=str(SAMPLE), prospects=str(path), random_state=7,
        threshold_policy="min_precision",
        threshold_policies={"min_precision": {"precision": 0.99, "recall": 0.99}},
        **CHEAP,
    )  # fmt: skip
    assert "No threshold satisfies the policy `min_precision`" in run.errors
    assert scored.query(SCORES) == scored_once.query(SCORES)
