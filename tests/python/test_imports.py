"""What must start fast loads no library that trains."""

import json
import subprocess
import sys

import pytest

from conftest import ROOT

PACKAGE = ROOT / "src" / "customer_segmentation"
HEAVY = {"numpy", "pandas", "scipy", "sklearn", "imblearn", "joblib"}
#: Read before it is known whether anything must be trained, or to check the vars.
LIGHT = [
    *(
        f"customer_segmentation.reuse.{path.stem}"
        for path in sorted((PACKAGE / "reuse").glob("[!_]*.py"))
    ),
    "customer_segmentation.reuse",
    "customer_segmentation.classifiers",
    "customer_segmentation.oversampling",
    "customer_segmentation.configuration",
]


def loaded_by(statement):
    """The heavy libraries that a fresh process has loaded after a statement."""
    code = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return HEAVY & set(json.loads(shown.stdout))


@pytest.mark.parametrize("module", LIGHT)
def test_light_modules_load_no_library_that_trains(module):
    assert loaded_by(f"import {module}") == set()


def test_the_parameters_of_every_classifier_are_read_without_one():
    read = "from customer_segmentation.classifiers import CLASSIFIERS as all_of_them"
    read += "; assert all(c.parameters for c in all_of_them.values())"
    assert loaded_by(read) == set()


def test_a_heavy_import_would_be_seen():
    assert "numpy" in loaded_by("import customer_segmentation.codes")
    assert "sklearn" in loaded_by("import customer_segmentation.training")
