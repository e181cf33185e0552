"""What `make` hands over, byte by byte, and what it says when a program fails."""

import shutil

import pytest

from conftest import ROOT
from stub_programs import StubPrograms

RUN = ["-m", "customer_segmentation"]
BENCH = ["-m", "customer_segmentation.bench"]
#: The targets that take values: what they run, and the option of each value.
TARGETS = {
    "run": (
        RUN,
        {"DATA": "contacts", "PROSPECTS": "prospects", "CONFIG": "config",
         "VARS": "vars"},
    ),
    "score": (
        [*RUN, "--score"],
        {"DATA": "contacts", "PROSPECTS": "prospects", "CONFIG": "config",
         "VARS": "vars"},
    ),
    "report": (["-m", "customer_segmentation.report"], {"CONTACTS": "contacts"}),
    "configure": (
        ["-m", "customer_segmentation.command.configure"],
        {"DATA": "contacts", "PROSPECTS": "prospects", "OUTCOME": "outcome",
         "KEY": "key", "ANEW": "anew"},
    ),
    "study": (
        [*RUN, "--study"], {"DATA": "contacts", "CONFIG": "config", "VARS": "vars"}
    ),
    "bench": ([*BENCH, "scoring"], {"ROWS": "rows", "DATA": "data"}),
    "bench-build": ([*BENCH, "build"], {"DATA": "data"}),
    "bench-training": (
        [*BENCH, "training"], {"ROWS": "rows", "LABELLED": "labelled", "DATA": "data"}
    ),
}  # fmt: skip
#: A shell, make or an option parser would make something else of each of them.
VALUES = {
    "blanks": "a b  c.csv ",
    "double quotes": '{split: {method: chronological, salt: ""}}',
    "single quotes": "it's.csv",
    "end of the quotes": 'x"; exit 0; "',
    "variable": "a$b.csv",
    "make variable": "$(VENV)/${PATH}/$@/$$.csv",
    "command": "$(touch pwned).csv",
    "make function": "$(shell touch pwned)$(error no).csv",
    "open bracket": "$(info x",
    "last dollar": "a$",
    "backticks": "`touch pwned`.csv",
    "comment": "a #b.csv",
    "backslash": "a\\b\\",
    "lines": "{threshold: 0.3,\n number_bins: 8}\n# end",
    "continued line": "a\\\nb",
    "glob": "*.csv ?[a-z]{1,2}",
    "operators": "a;b|c&d>e<f!g",
    "equals": "a=b:=c+=d",
    "option": "--help",
    "home": "~/a.csv",
    "letters": "größeé✓.csv",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the Makefile alone, in which a value could do no harm."""
    folder = tmp_path_factory.mktemp("make")
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("requirements.lock", "pyproject.toml"):
        (folder / name).touch()
    return folder


@pytest.fixture(scope="module")
def stubs(tmp_path_factory, folder):
    return StubPrograms(tmp_path_factory.mktemp("programs"))


def expected(target, value):
    words, options = TARGETS[target]
    return ["python", *words, *(f"--{option}={value}" for option in options.values())]


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("target", TARGETS)
def test_a_value_arrives_as_it_was_typed(stubs, folder, target, value):
    given = [f"{name}={value}" for name in TARGETS[target][1]]
    made = stubs.run(["make", target, *given], cwd=folder)
    assert made.code == 0, made.output
    assert made.commands == [expected(target, value)]
    assert not (folder / "pwned").exists()


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_so_does_one_of_the_environment(stubs, folder, value):
    made = stubs.run(["make", "run"], cwd=folder, DATA=value)
    assert made.commands == [["python", *RUN, f"--contacts={value}"]], made.output
    assert not (folder / "pwned").exists()


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_query_arrives_as_it_was_typed(stubs, folder, value):
    made = stubs.run(["make", "query", f"SQL={value}"], cwd=folder)
    words = ["python", "-m", "customer_segmentation.command.query", value]
    assert made.commands == [words], made.output
    assert not (folder / "pwned").exists()


@pytest.mark.parametrize("target", TARGETS)
def test_a_value_that_is_not_given_is_no_option(stubs, folder, target):
    made = stubs.run(["make", target, "DATA="], cwd=folder)
    assert made.commands == [["python", *TARGETS[target][0]]]


@pytest.mark.parametrize("target", [*TARGETS, "test", "docs"])
def test_make_fails_where_its_program_does(stubs, folder, target):
    quotes = 'x"; exit 0; "'
    made = stubs.run(
        ["make", target, f"DATA={quotes}", f"VARS={quotes}"], cwd=folder,
        STUB_EXIT_CODE="7",
    )  # fmt: skip
    assert (made.code, len(made.commands)) == (2, 1)
    assert "Error 7" in made.output


def test_make_test_runs_every_check(stubs, folder):
    assert stubs.run(["make", "test"], cwd=folder).commands == [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["sqlfluff", "lint", "models", "tests", "macros"],
        ["python", "-m", "pytest", "-n", "auto", "--dist", "loadfile"],
    ]


def test_the_shell_would_have_changed_them(stubs, folder, tmp_path):
    """The lines of an earlier Makefile are caught, by more than one value."""
    makefile = tmp_path / "Makefile"
    makefile.write_text(
        "PYTHON := $(VENV)/bin/python\nrun:\n"
        '\t@$(PYTHON) -m customer_segmentation --contacts="$(DATA)"\n'
    )
    changed = [
        name
        for name, value in VALUES.items()
        if stubs.run(["make", "run", f"DATA={value}"], cwd=tmp_path).commands
        != [["python", *RUN, f"--contacts={value}"]]
    ]
    assert {"double quotes", "variable", "command", "backticks"} <= set(changed)
