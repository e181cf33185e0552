"""Queries of orbital, made in an environment of its own."""

import json
import shutil
import subprocess  # what runs is uv, pip, and the Python of that environment
import sys
from importlib.metadata import version
from pathlib import Path

#: orbital writes scikit-learn pipelines as SQL: https://posit-dev.github.io/orbital
ORBITAL_VERSION = "0.6.0"
#: Trees of depth 3. It refuses HistGradientBoosting; with 1,000 trees it exceeds the
#: depth of calls that Python allows.
TREES = (100, 300)
SCRIPT = Path(__file__).with_name("orbital_fit.py")


class OrbitalUnavailableError(Exception):
    """There is no orbital to compare with; the message is the reason."""


def orbital_queries(folder: Path, training: Path) -> dict[str, str]:
    """Fit scikit-learn ensembles and let orbital write them as SQL.

    Parameters
    ----------
    folder : Path
        Where its environment is, or is made.
    training : Path
        The contacts to fit on.

    Returns
    -------
    dict
        By a name that says what was fitted: a query over a table ``contacts``.

    Raises
    ------
    OrbitalUnavailableError
        If it cannot be installed, or does not write the SQL.
    """
    python = _environment(folder)
    queries = {}
    for trees in TREES:
        arguments = json.dumps({"training": str(training), "trees": trees})
        written = _output([str(python), str(SCRIPT), arguments])
        name = f"orbital {ORBITAL_VERSION}: {trees} trees of depth 3"
        queries[name] = str(json.loads(written.splitlines()[-1])["query"])
    return queries


def _environment(folder: Path) -> Path:
    """Make the environment where it is not there yet; return its Python."""
    python = folder / "bin" / "python"
    is_made = folder / f"orbital-{ORBITAL_VERSION}"
    if is_made.exists():
        return python
    requirements = [
        f"orbital=={ORBITAL_VERSION}",
        *(f"{name}=={version(name)}" for name in ("pandas", "scikit-learn")),
    ]
    print(f"Installing {', '.join(requirements)} in {folder} ...", flush=True)
    if shutil.which("uv"):
        make = ["uv", "venv", "--quiet", "--allow-existing", "--python", sys.executable]
        _output([*make, str(folder)])
        install = ["uv", "pip", "install", "--quiet", "--python", str(python)]
    else:
        _output([sys.executable, "-m", "venv", str(folder)])
        install = [str(python), "-m", "pip", "install", "--quiet"]
    _output([*install, *requirements])
    is_made.touch()
    return python


def _output(command: list[str]) -> str:
    result = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        lines = (result.stderr or result.stdout).strip().splitlines() or ["no reason"]
        raise OrbitalUnavailableError(f"{Path(command[0]).name} says: {lines[-1]}")
    return result.stdout
