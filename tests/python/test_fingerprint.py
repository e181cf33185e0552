"""A fingerprint notices what a fit depends on."""

import pytest

from customer_segmentation.reuse import fingerprint as module
from customer_segmentation.reuse.fingerprint import training_fingerprint

CONFIGURATION = {"random_state": 42, "interactions": [["age", "job"]]}


def test_the_same_run_has_the_same_fingerprint_however_it_is_written():
    reversed_order = dict(reversed(CONFIGURATION.items()))
    first = training_fingerprint("d", CONFIGURATION)
    assert first == training_fingerprint("d", reversed_order)
    assert len(first) == 32


@pytest.mark.parametrize(
    "run",
    [
        ("other rows", CONFIGURATION),
        ("d", CONFIGURATION | {"random_state": 43}),
        ("d", CONFIGURATION | {"interactions": []}),
    ],
)
def test_another_run_has_another_fingerprint(run):
    assert training_fingerprint(*run) != training_fingerprint("d", CONFIGURATION)


def test_another_library_version_is_another_run(monkeypatch):
    before = training_fingerprint("d", CONFIGURATION)
    monkeypatch.setattr(module, "library_versions", lambda: {"numpy": "0"})
    assert training_fingerprint("d", CONFIGURATION) != before
