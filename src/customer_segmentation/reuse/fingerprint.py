"""Identify a training run before training, to skip one that is already known."""

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

FORMAT = "customer_segmentation/model/1"
LIBRARIES = ("customer_segmentation", "imbalanced-learn", "numpy", "scikit-learn")


def training_fingerprint(digest: str, configuration: Mapping[str, Any]) -> str:
    """Identify a training run by everything its result depends on.

    Parameters
    ----------
    digest : str
        Of the rows and levels, see `training.int_training_digest`.
    configuration : mapping
        What is asked for, see `read_configuration`.

    Returns
    -------
    str
        32 hexadecimal digits. Equal fingerprints mean that training again would give
        the same model.
    """
    run = {
        "format": FORMAT,
        "digest": digest,
        "configuration": configuration,
        "library_versions": library_versions(),
    }
    text = json.dumps(run, sort_keys=True, allow_nan=False)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that a fit depends on."""
    return {library: version(library) for library in LIBRARIES}
