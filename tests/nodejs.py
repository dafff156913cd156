"""Programs in JavaScript: whether they can run here, and what they print."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.missing import skipped_while

ROOT: Final = Path(__file__).parents[1]


def needs_node(folder: Path) -> pytest.MarkDecorator:
    """Skips a test while Node is missing, or what `make node` installs into this folder."""
    installed = folder / "node_modules"
    missing = next(
        (
            f"there is no {what}: install Node 18 or newer with npm, then run `make node`"
            for what, is_there in (
                ("Node", shutil.which("node") is not None),
                (str(installed.relative_to(ROOT)), installed.is_dir()),
            )
            if not is_there
        ),
        "",
    )
    return skipped_while(missing)


def run_node(
    *arguments: str | Path, given: str = "", cwd: Path = ROOT, seconds: float = 300
) -> str:
    """What a program prints that is given this on standard input; it has to end well."""
    ended = subprocess.run(
        ["node", *arguments],
        input=given.encode(),
        capture_output=True,
        check=False,
        cwd=cwd,
        timeout=seconds,
        env=os.environ | {"TZ": "UTC"},
    )
    assert ended.returncode == 0, (ended.stdout + ended.stderr).decode()
    return ended.stdout.decode()
