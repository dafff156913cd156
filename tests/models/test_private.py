"""What the program makes on the disk is for its own user alone, whatever the umask says."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.models.database import open_database
from api.models.migrating import migrate
from api.models.private import make_file, make_folder


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_the_database_and_what_sqlite_puts_beside_it_are_for_the_owner_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "var" / "data" / "feeds.sqlite3"
    async with open_database(f"sqlite://{path}"):
        await migrate()
        modes = {file.name: mode(file) for file in path.parent.iterdir()}

    assert modes == dict.fromkeys(
        ("feeds.sqlite3", "feeds.sqlite3-wal", "feeds.sqlite3-shm"), 0o600
    )
    assert mode(path.parent) == 0o700
    assert mode(path.parent.parent) == 0o755


async def test_a_folder_and_a_database_that_are_there_keep_their_modes(tmp_path: Path) -> None:
    path = tmp_path / "shared" / "feeds.sqlite3"
    path.parent.mkdir()
    path.touch()
    path.parent.chmod(0o750)
    path.chmod(0o640)
    async with open_database(f"sqlite://{path}"):
        await migrate()

    assert mode(path.parent) == 0o750
    assert mode(path) == 0o640


def test_what_is_in_a_file_already_stays(tmp_path: Path) -> None:
    make_folder(tmp_path)
    (tmp_path / "file").write_text("text")
    make_file(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "text"
