"""The import contracts hold, and an import that breaks one is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """The verdict over the package in this folder."""
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its contracts, in a folder of the test's own."""
    shutil.copytree(ROOT / "api", tmp_path / "api", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    verdict = lint_imports(copy)

    assert verdict.returncode == 0, verdict.stdout
    assert "2 kept, 0 broken" in verdict.stdout


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("api/errors.py", "import api.models", "api.errors -> api.models"),
        ("api/ical/text.py", "from api.models.user import User", "api.ical.text -> api.models"),
        ("api/models/user.py", "from api import auth", "api.models.user -> api.auth"),
        (
            "api/feeds/operations/reading.py",
            "import api.feeds.routes",
            "api.feeds.operations.reading -> api.feeds.routes",
        ),
        (
            "api/feeds/importing/__init__.py",
            "from api.feeds.operations import listing",
            "api.feeds.importing -> api.feeds.operations",
        ),
        ("api/web/page.py", "import api.schema", "api.web.page -> api.schema"),
    ],
    ids=lambda value: value.split(" -> ")[0] if isinstance(value, str) else "",
)
def test_an_import_upwards_or_sideways_breaks_a_contract(
    copy: Path, file: str, line: str, told: str
) -> None:
    path = copy / file
    path.write_text(f"{path.read_text()}\n{line}\n")

    verdict = lint_imports(copy)

    assert verdict.returncode == 1
    assert "1 kept, 1 broken" in verdict.stdout
    assert told in verdict.stdout


@pytest.mark.parametrize("file", ["api/utils.py", "api/feeds/helpers.py"])
def test_a_module_without_a_place_in_the_layers_breaks_a_contract(copy: Path, file: str) -> None:
    (copy / file).touch()

    verdict = lint_imports(copy)

    assert verdict.returncode == 1
    assert "broken" in verdict.stdout
    assert Path(file).stem in verdict.stdout
