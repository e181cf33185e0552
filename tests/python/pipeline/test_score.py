"""`make score`: new prospects by the active model, and nothing else."""

from conftest import CHEAP, ROOT


def test_new_prospects_are_scored_by_the_active_model(copy_of_sample, tmp_path):
    before = copy_of_sample.value("select model_id from registry.active_model")
    rated = copy_of_sample.query("from evaluation.model_metrics order by all")
    lines = (ROOT / "seeds" / "sample_prospects.csv").read_text().splitlines()
    prospects = tmp_path / "three.csv"
    prospects.write_text("\n".join(lines[:4]) + "\n")
    run = copy_of_sample.cli(
        "--score", "--contacts", "sample", "--prospects", str(prospects), **CHEAP
    )
    assert run.code == 0, run.output + run.errors
    assert "training" not in run.output.partition("\n\n")[0]
    assert copy_of_sample.value("select model_id from registry.active_model") == before
    assert copy_of_sample.query("from evaluation.model_metrics order by all") == rated
    scored = copy_of_sample.value(
        "select count(*) from scoring.predictions where split = 'score'"
    )
    assert scored == 3
    called = copy_of_sample.value("select count(*) from report.call_list")
    listed = (copy_of_sample.target / "call_list.csv").read_text()
    assert listed.count("\n") == called + 1
    page = (copy_of_sample.target / "report.html").read_text()
    assert f"Call {called} of 3" in page
