"""Every command of the pages, as printed, on data of the sample's size.

Each page has a copy of the project of its own, whose database is the built sample; its
commands run there one after another, as a reader would type them.
"""

import re
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
import yaml
from dbt.cli.main import cli as dbt_cli

from conftest import CHEAP, ROOT, Run, project_vars, real_data
from customer_segmentation.bench.__main__ import _parser as bench_parser
from customer_segmentation.command.cli import _parser as run_parser
from customer_segmentation.command.configure.__main__ import (
    _parser as configure_parser,
)
from pages import PAGES, Page
from stub_programs import StubPrograms, clean_environment

#: Commands whose recipe runs with stub programs, so that only their options are read:
#: why, and where what they do is tested. Any other command is run.
ONLY_READ = {
    "make test": "it runs this test",
    "make test-long": "minutes; it runs the tests marked `long`",
    "make configure": "what it needs is said in the lines below it",
    "make configure DATA=contacts.csv PROSPECTS=new.csv":
        "it would change the commands after it; test_configured.py",
    "make configure DATA=churn.csv": "there is no such table; test_configured.py",
    "make configure DATA=churn.csv OUTCOME=left KEY=id PROSPECTS=new.csv": "likewise",
    "make run": "the fixture `sample` is this build; test_whole_sample.py",
    "make run DATA=uci": "downloads; test_download.py",
    "make run VARS='{threshold: 0.3}'": "9 s; test_decisions.py; results.md has VARS",
    "make run DATA=<path>/bank-full.csv": "25 s; test_real_data.py",
    "make docs": "6 s; dbt's own command",
    "make score DATA=contacts.csv PROSPECTS=new.csv": "as printed, in test_score.py",
    "make study": "many minutes; test_study.py, test_protocols.py with fewer folds",
    "make study DATA=<path>/bank-full.csv": "as `make study`",
    "make bench": "minutes; test_bench.py on 5,000 rows",
    "make bench ROWS=1000000,4500000,45000000 DATA=<path>/bank-full.csv":
        "hours; as `make bench`",
    "make bench-build": "a minute and a half; test_bench.py on its parts",
    "make bench-build DATA=<path>/bank-full.csv": "as `make bench-build`",
    "make bench-training LABELLED=45000000 DATA=<path>/bank-full.csv":
        "minutes; test_bench.py on the rows of a build",
    "dbt parse --quiet": "3 s; dbt's own command",
    "dbt build": "the fixture `sample` is this build",
    "dbt deps": "in the project of a user; test_shop.py",
    "dbt build --select +customer_segmentation": "likewise",
}  # fmt: skip
#: What may be run; a command that is neither here nor above is a fault of the page.
RUN = (
    "make run ", "make report", "make query ", "dbt build ", "dbt run ", "dbt test",
    "dbt run-operation ", "source .venv/bin/activate",
    ".venv/bin/python -m customer_segmentation.sample",
    ".venv/bin/python -m cProfile",
)  # fmt: skip
#: Data tests of a build are run by other tests; `dbt test` is run whole.
FASTER = {"DBT_EXCLUDE_RESOURCE_TYPES": "test unit_test"}
#: What later commands of a page rely on.
KEPT = "source "
PARTS = (
    "Makefile", "dbt_project.yml", "profiles.yml", "pyproject.toml",
    "requirements.lock", "examples", "macros", "models", "python_models", "scripts",
    "seeds", "src", "tests",
)  # fmt: skip
NOT_OURS = shutil.ignore_patterns(
    "*.py[co]", "__pycache__", "*.egg-info", "python", "dbt_packages", "target"
)


def undeclared(command):
    return command not in ONLY_READ and not command.startswith(RUN)


def copy_project(folder, sample):
    """Copy the project with the built sample, small data and a cheaper model."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=NOT_OURS)
        else:
            shutil.copy(ROOT / part, folder / part)
    make_cheap(folder / "dbt_project.yml")
    (folder / "warehouse").mkdir()
    shutil.copy(sample.database, folder / "warehouse" / "customer_segmentation.duckdb")
    # The environment of this test, as if `make` had just made it.
    (folder / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        (folder / ".venv" / path.name).symlink_to(path)
    (folder / ".venv" / ".ready").unlink(missing_ok=True)
    (folder / ".venv" / ".ready").touch()
    write_data(folder)


def make_cheap(path):
    """Train in a second, by the vars themselves: the commands stay as printed."""
    text = path.read_text()
    for name, number in CHEAP["classifier_parameters"].items():
        text = re.sub(
            rf"(?m)^(  classifier_parameters: .*?\b{name}: )\d+",
            rf"\g<1>{number}",
            text,
        )
    path.write_text(text)
    parameters = yaml.safe_load(text)["vars"]["classifier_parameters"]
    assert parameters | CHEAP["classifier_parameters"] == parameters


def write_data(folder):
    """Write the files that the pages speak of; both, where a path is given or none."""
    data = folder / "data"
    data.mkdir()
    shutil.copy(ROOT / "seeds" / "sample_contacts.csv", data / "contacts.csv")
    prospects = ROOT / "seeds" / "sample_prospects.csv"
    duckdb.sql(f"from '{prospects}'").write_parquet(str(data / "new.parquet"))
    thin(real_data("bank-full.csv") or data / "contacts.csv", data / "bank-full.csv")
    additional = real_data("bank-additional-full.csv")
    if additional:
        thin(additional, data / "bank-additional-full.csv")
    else:
        # The same columns; the economic indicators follow the age.
        duckdb.sql(
            f"""
            select
                * exclude (balance, day), 'mon' as day_of_week,
                age % 3 as "emp.var.rate", age % 5 as "cons.price.idx",
                age % 7 as "cons.conf.idx", age % 11 as euribor3m,
                age % 13 as "nr.employed"
            from read_csv('{data / "contacts.csv"}', types = {{'y': 'varchar'}})
            """
        ).write_csv(str(data / "bank-additional-full.csv"))
    duckdb.sql(
        """
        select
            1 + nth % 40 as customer_id, date '2024-01-01' + nth::int as purchased_on,
            (nth * nth) % 97 + 0.5 as amount_usd
        from range(200) as purchases (nth)
        """
    ).write_csv(str(data / "purchases.csv"))
    for path in list(data.iterdir()):
        (folder / path.name).symlink_to(path)


def thin(source, target, lines=4_500):
    """Keep the header and rows from all of the file."""
    header, *rest = source.read_text().splitlines(keepends=True)
    target.write_text("".join([header, *rest[:: max(1, len(rest) // lines)]]))


def in_place(command, folder, model_id, segmentation_id):
    """Put what the test has where the page says `<path>`, `/data` or an id."""
    return (
        command.replace("<path>/", f"{folder}/data/")
        .replace(" /data/", f" {folder}/")
        .replace("<id>", model_id)
        .replace("<segmentation id>", segmentation_id)
    )


def type_commands(page, folder, ids):
    """Type the commands of a page, one after another."""
    runs, before = {}, []
    for command in page.commands():
        if undeclared(command) or command in ONLY_READ:
            continue
        line = in_place(command, folder, *ids)
        outside = str(Path(sys.executable).parent)
        path = [
            part for part in clean_environment()["PATH"].split(":") if part != outside
        ]
        environment = clean_environment(
            PATH=":".join(path), PYTHONPATH=str(folder / "src")
        )
        finished = subprocess.run(
            ["bash", "-ec", "\n".join([*before, line])],
            cwd=folder,
            env=environment | ({} if command == "dbt test" else FASTER),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        runs[command] = Run(finished.returncode, finished.stdout, finished.stderr)
        if command.startswith(KEPT):
            before.append(line)
    return runs


COMMANDS = [(page, command) for page in PAGES for command in page.commands()]
TYPED = [
    pytest.param(page.name, command, id=f"{page.name}: {command}")
    for page, command in COMMANDS
    if command not in ONLY_READ
]


@pytest.fixture(scope="module")
def typed(sample, tmp_path_factory):
    """What became of each command of each page; pages are typed at the same time."""
    [ids] = sample.query(
        "select model_id, segmentation_id from registry.active_model"
        " cross join segments.segmentations where is_active"
    )
    pages = [page for page in PAGES if set(page.commands()) - set(ONLY_READ)]
    folders = [tmp_path_factory.mktemp("page") for _ in pages]
    for folder in folders:
        copy_project(folder, sample)
    with ThreadPoolExecutor(2) as threads:
        runs = threads.map(type_commands, pages, folders, [ids] * len(pages))
        return dict(zip([page.name for page in pages], runs, strict=True))


@pytest.mark.parametrize(("page", "command"), TYPED)
def test_a_command_works_as_printed(typed, page, command):
    assert not undeclared(command), f"declare {command!r} in ONLY_READ or in RUN"
    run = typed[page][command]
    assert run.code == 0, run.output[-3000:] + run.errors
    assert "Stopped:" not in run.errors


def read_options(words):
    """Read what a recipe hands to a program as that program would; or fail."""
    program, *arguments = words
    if program == "dbt":
        command = dbt_cli
        while hasattr(command, "commands"):
            command = command.commands[arguments.pop(0)]
        command.make_context(command.name, arguments)
    elif program == "python" and arguments[1] == "customer_segmentation":
        options = run_parser().parse_args(arguments[2:])
        assert set(yaml.safe_load(options.vars or "{}")) <= set(project_vars())
        assert (ROOT / (options.config or "")).exists()
    elif program == "python" and arguments[1].endswith(".configure"):
        configure_parser().parse_args(arguments[2:])
    elif program == "python" and arguments[1] == "customer_segmentation.bench":
        bench_parser().parse_args(arguments[2:])


@pytest.fixture(scope="module")
def stubs(tmp_path_factory):
    return StubPrograms(tmp_path_factory.mktemp("programs"))


@pytest.mark.parametrize("command", ONLY_READ)
def test_a_command_that_is_only_read_could_be_run(stubs, tmp_path, command):
    assert command in [printed for _, printed in COMMANDS], "no page prints it any more"
    line = in_place(command, tmp_path, "0123456789ab", "ba9876543210")
    if line.startswith("make "):
        made = stubs.run(line)
        assert made.code == 0, made.output
        commands = made.commands
    else:
        commands = [shlex.split(line)]
    assert commands
    for words in commands:
        read_options(words)


def test_a_command_that_does_not_work_is_seen(sample, stubs, tmp_path):
    page = Page(
        "planted.md",
        "Try `make bench ROWS=7`, or `rm -rf target`.\n```sh\n"
        "make run CONFIG=none.yml     # there is none\n"
        "dbt ls --quiet\ncurl example.com\n```\n",
    )
    assert [command for command in page.commands() if undeclared(command)] == [
        "dbt ls --quiet", "curl example.com", "make bench ROWS=7"
    ]  # fmt: skip
    copy_project(tmp_path, sample)
    runs = type_commands(page, tmp_path, ("", ""))
    [run] = runs.values()
    assert (run.code, "Stopped: " in run.errors) == (2, True), run.output
    assert stubs.run("make rum").code == 2
    [words] = stubs.run("make bench ROWS=many").commands
    with pytest.raises(SystemExit):
        read_options(words)
