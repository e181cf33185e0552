"""Two builds from scratch, each in its own process, give the same model to the bit."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import WITHOUT_TESTS, Warehouse

SMALL_BAG = {"classifier_parameters": {"members": 2, "max_iter": 30}}


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """The same build with one thread and with four."""

    def build(threads):
        warehouse = Warehouse(tmp_path_factory.mktemp(f"threads_{threads}"))
        run = warehouse.dbt("build", *WITHOUT_TESTS, "--threads", threads, **SMALL_BAG)
        assert run.code == 0, run.output[-3000:]
        return warehouse

    with ThreadPoolExecutor() as pool:
        return list(pool.map(build, (1, 4)))


@pytest.mark.parametrize(
    "query",
    [
        "select model_id, fingerprint from registry.models",
        "from registry.model_terms order by all",
        "from registry.decision_thresholds order by all",
        "select * exclude (scored_at) from scoring.predictions order by contact_id",
        "from training.balanced_training_rows order by all",
    ],
    ids=["model", "terms", "thresholds", "predictions", "synthetic rows"],
)
def test_threads_change_nothing(builds, query):
    one, four = builds
    rows = one.query(query)
    assert rows
    assert four.query(query) == rows
