"""What `pip install` of the repository brings: the package, whole."""

import shutil
import subprocess
import sys
import zipfile

import pytest

from conftest import ROOT

PACKAGE = "customer_segmentation"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel as pip would build it, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(
        ROOT / "src",
        folder / "src",
        ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"),
    )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    build = "from setuptools.build_meta import build_wheel; build_wheel('.')"
    subprocess.run(
        [sys.executable, "-c", build], cwd=folder, capture_output=True, check=True
    )
    [wheel] = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_it_holds_every_file(installed):
    def files(folder):
        return {
            str(path.relative_to(folder))
            for path in folder.rglob("*")
            if path.is_file() and path.suffix != ".pyc"
        }

    assert files(installed / PACKAGE) == files(ROOT / "src" / PACKAGE)


def test_it_finds_its_schema_and_its_page(installed):
    code = (
        "import sys; sys.path.insert(0, '.');"
        "from customer_segmentation.settings.schema import settings_schema;"
        "import jinja2, customer_segmentation;"
        "loader = jinja2.PackageLoader('customer_segmentation.report', 'template');"
        "assert settings_schema() and 'page.html.j2' in loader.list_templates();"
        "print(customer_segmentation.__file__)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code],
        cwd=installed,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.startswith(str(installed))
