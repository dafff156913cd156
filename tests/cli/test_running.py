"""How commands end when something outside of them is wrong: one line, and no traceback."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.tokens import generate_key
from tests.cli.commands import COMMAND, Cli
from tests.postgres import free_port

NEED_A_MIGRATED_DATABASE = [
    ("serve",),
    ("create-organization", "Firm"),
    ("create-user", "anna@firm.example", "--name", "Anna"),
    ("reset-feeds", "anna@firm.example"),
    ("import", "anna.ics", "--calendar", "Anna"),
]
NEED_A_DATABASE = [*NEED_A_MIGRATED_DATABASE, ("migrate",), ("demo",)]


def names(commands: list[tuple[str, ...]]) -> list[str]:
    return [command[0] for command in commands]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A place where there is no database yet."""
    return {
        "CALENDAR_FEEDS_DATABASE_URL": f"sqlite://{tmp_path / 'empty.sqlite3'}",
        "CALENDAR_FEEDS_KEYS": generate_key(),
        "CALENDAR_FEEDS_PORT": str(free_port()),
    }


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A folder of the user for whom modes count, in whose name the test goes on: root is above."""
    with tempfile.TemporaryDirectory() as folder:
        if user := os.geteuid():
            yield Path(folder)
        else:
            nobody = 65_534
            os.chown(folder, nobody, -1)
            os.seteuid(nobody)
            yield Path(folder)
            os.seteuid(user)


@pytest.mark.parametrize("command", NEED_A_MIGRATED_DATABASE, ids=names(NEED_A_MIGRATED_DATABASE))
def test_an_unmigrated_database_is_refused_with_what_to_do(
    cli: Cli, command: tuple[str, ...]
) -> None:
    refusal = cli.refuses(*command)
    assert refusal == "the database needs a migration. Run: calendar-feeds migrate"


@pytest.mark.parametrize("command", NEED_A_DATABASE, ids=names(NEED_A_DATABASE))
def test_a_server_that_is_away_is_named_without_its_password(
    cli: Cli, command: tuple[str, ...]
) -> None:
    place = f"127.0.0.1:{free_port()}/feeds"
    refusal = cli.refuses(*command, database_url=f"postgres://feeds:hush-hush@{place}")

    assert refusal == (
        f"The database postgres://…@{place} cannot be reached: ConnectionRefusedError. "
        "Is it running, and is CALENDAR_FEEDS_DATABASE_URL right?"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("?password=hush-hush&user=hush", "cannot be reached: ConnectionRefusedError."),
        ("?passwort=hush-hush", "has an option that is unknown or has a wrong value."),
        ("?minsize=hush-hush", "has an option that is unknown or has a wrong value."),
    ],
    ids=["right", "unknown", "wrong"],
)
def test_options_of_a_servers_address_are_not_repeated(cli: Cli, options: str, said: str) -> None:
    """A password may be one of them."""
    place = f"postgres://127.0.0.1:{free_port()}/feeds"
    refusal = cli.refuses("migrate", database_url=place + options)

    assert f" {place} {said}" in refusal
    assert "hush" not in refusal


@pytest.mark.parametrize("command", ["migrate", "serve"])
def test_a_file_that_is_no_database_is_named(cli: Cli, tmp_path: Path, command: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("This is not a database, but a note.\n" * 100)

    refusal = cli.refuses(command, database_url=f"sqlite://{path}")

    assert refusal.startswith(
        f"The database sqlite://{path} cannot be reached: file is not a database."
    )


def test_a_folder_in_the_place_of_the_database_is_named(cli: Cli, tmp_path: Path) -> None:
    refusal = cli.refuses("serve", database_url=f"sqlite://{tmp_path}")

    assert refusal == (
        f"The database sqlite://{tmp_path} cannot be made or written: Is a directory."
    )


def test_a_database_that_may_not_be_written_is_named(cli: Cli, as_nobody: Path) -> None:
    path = as_nobody / "feeds.sqlite3"
    path.touch()
    path.chmod(0o444)

    assert cli.refuses("serve", database_url=f"sqlite://{path}") == (
        f"The database sqlite://{path} cannot be made or written: Permission denied."
    )


def test_a_folder_that_cannot_be_made_is_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    database = f"sqlite://{tmp_path}/file/feeds.sqlite3"

    assert database in cli.refuses("migrate", database_url=database)
    refusal = cli.refuses(
        "demo", database_url="", keys="", data_dir=str(tmp_path / "file" / "data")
    )
    assert str(tmp_path / "file" / "data") in refusal


def test_the_program_ends_with_one_line_and_status_1(environ: dict[str, str]) -> None:
    ended = subprocess.run(
        [COMMAND, "create-organization", "Firm"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == (
        "calendar-feeds: the database needs a migration. Run: calendar-feeds migrate\n"
    )


def test_a_reader_that_goes_away_ends_a_command_quietly(environ: dict[str, str]) -> None:
    process = subprocess.Popen(
        [COMMAND, "export-schema"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process:
        assert process.stderr.read() == b""
