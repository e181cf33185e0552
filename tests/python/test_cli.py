"""The command line: which vars a build gets, and what is printed when it stops."""

import pytest

from customer_segmentation.command import cli
from customer_segmentation.errors import BuildError, ConfigurationError


def chosen(*arguments):
    return cli.chosen_vars(cli._parser().parse_args(arguments))


def test_no_options_change_no_var():
    assert chosen() == {}


def test_later_options_win(tmp_path):
    config = tmp_path / "vars.yml"
    config.write_text("contacts: here.csv\nthreshold: 0.1\nnumber_bins: 8\n")
    assert chosen(
        "--config",
        str(config),
        "--contacts",
        "/data/x.csv",
        "--vars",
        "{threshold: 0.3}",
    ) == {"contacts": "/data/x.csv", "threshold": 0.3, "number_bins": 8}


def test_a_path_starts_where_the_command_was_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = chosen("--contacts", "a/*.csv", "--prospects", "b.parquet")
    assert paths == {
        "contacts": f"{tmp_path}/a/*.csv", "prospects": f"{tmp_path}/b.parquet"
    }  # fmt: skip


def test_what_is_no_path_stays_as_it_is():
    assert chosen("--contacts", "relation:crm.leads", "--prospects", "none") == {
        "contacts": "relation:crm.leads", "prospects": "none"
    }  # fmt: skip


def test_uci_is_downloaded(monkeypatch, tmp_path):
    monkeypatch.setattr(cli, "download_bank_marketing", lambda _: tmp_path / "bank.csv")
    assert chosen("--contacts", "uci") == {"contacts": str(tmp_path / "bank.csv")}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--config", "examples/none.yml"], "no file examples/none.yml"),
        (["--vars", "{threshold: "], "VARS is not YAML"),
        (["--vars", "threshold"], "VARS must be a YAML mapping"),
    ],
)
def test_wrong_options_are_said(arguments, message):
    with pytest.raises(ConfigurationError, match=message):
        chosen(*arguments)


def test_a_config_that_is_no_mapping_is_named(tmp_path):
    (tmp_path / "list.yml").write_text("- age\n")
    with pytest.raises(ConfigurationError, match=r"list\.yml must be a YAML mapping"):
        chosen("--config", str(tmp_path / "list.yml"))


@pytest.mark.parametrize("content", [b"\x7fELF\xd0\x00", b"\x00", b"a: \xff"])
def test_a_config_that_is_no_text_is_named(tmp_path, capsys, content):
    (tmp_path / "program").write_bytes(content)
    assert cli.main(["--config", str(tmp_path / "program")]) == 1
    [line] = capsys.readouterr().err.strip().splitlines()
    assert line.startswith(f"Stopped: The file {tmp_path}/program is no")


def test_a_config_that_is_a_folder_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=f"{tmp_path} is no readable YAML"):
        chosen("--config", str(tmp_path))


def test_a_home_that_is_not_there_is_a_name():
    assert chosen("--contacts", "~nobody-of-this-name/a.csv")["contacts"].endswith(
        "/~nobody-of-this-name/a.csv"
    )


def test_a_reason_to_stop_is_printed_once(monkeypatch, capsys):
    def stop(*_):
        raise BuildError("There is no such model.")

    monkeypatch.setattr(cli, "build", stop)
    assert cli.main([]) == 1
    assert capsys.readouterr().err.strip() == "Stopped: There is no such model."


def test_a_fault_of_ours_is_not_hidden(monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "build", fail)
    with pytest.raises(ZeroDivisionError):
        cli.main([])


def test_further_arguments_go_to_dbt(monkeypatch, tmp_path, capsys):
    given = {}

    def note(project, variables, dbt_arguments):
        given.update(project=project, variables=variables, arguments=dbt_arguments)
        return tmp_path / "x.duckdb"

    monkeypatch.setattr(cli, "build", note)
    monkeypatch.setattr(cli, "summarise", lambda database: f"made {database}")
    monkeypatch.setattr(cli, "where_to_look", lambda _, folder: f"look into {folder}")
    arguments = ["--vars", "{threshold: 0.3}", "--", "--threads", "2"]
    assert cli.main(arguments) == 0
    assert given["arguments"] == ["--threads", "2"]
    assert given["variables"] == {"threshold": 0.3}
    assert (given["project"] / "dbt_project.yml").is_file()
    printed = capsys.readouterr().out
    assert printed.index("made") < printed.index(f"look into {cli.PROJECT}/target")


def test_scoring_trains_and_tests_nothing(monkeypatch, tmp_path):
    given = []

    def note(project, variables, dbt_arguments):
        given.extend(dbt_arguments)
        return tmp_path / "x.duckdb"

    monkeypatch.setattr(cli, "build", note)
    monkeypatch.setattr(cli, "summarise", str)
    monkeypatch.setattr(cli, "where_to_look", lambda *_: "")
    assert cli.main(["--score", "--prospects", "new.csv"]) == 0
    assert "path:models/scoring" in given
    assert "path:models/training" not in given
    assert {"test", "unit_test"} <= set(given)
