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

PASSWORD = "correct horse"
NEED_A_MIGRATED_DATABASE = [
    ("serve",),
    ("create-organization", "Firm"),
    ("create-user", "anna@firm.example", "--name", "Anna"),
    ("set-password", "anna@firm.example", "--password-stdin"),
    ("reset-feeds", "anna@firm.example"),
    ("import", "anna.ics", "--calendar", "Anna"),
]
NEED_A_DATABASE = [*NEED_A_MIGRATED_DATABASE, ("migrate",), ("demo",)]


def unusable(path: Path, why: str) -> str:
    """What is said of a database file that cannot be opened."""
    return (
        f"The database file {path} cannot be made, read or written: {why}. It must be an SQLite "
        f"database, and this user must be allowed to write it and its folder {path.parent}. "
        "CALENDAR_FEEDS_DATA_DIR or CALENDAR_FEEDS_DATABASE_URL says where it is."
    )


def names(commands: list[tuple[str, ...]]) -> list[str]:
    return [command[0] for command in commands]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A place where there is no database yet."""
    return {
        "CALENDAR_FEEDS_DATABASE_URL": f"sqlite://{tmp_path / 'empty.sqlite3'}",
        "CALENDAR_FEEDS_DATA_DIR": str(tmp_path / "data"),
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
def test_where_there_is_no_database_none_is_made_and_it_is_said_what_makes_one(
    cli: Cli, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """A start in the wrong folder left an empty database and a new key there."""
    database = f"sqlite://{tmp_path / 'empty.sqlite3'}"

    assert cli.refuses(*command, keys="", stdin=PASSWORD) == (
        f"there is no database {database} yet. Make it with: calendar-feeds migrate"
    )
    assert list(tmp_path.iterdir()) == []


def test_the_place_of_a_database_is_said_in_full(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The default is in the folder in which the command is started."""
    monkeypatch.chdir(tmp_path)

    refusal = cli.refuses("serve", database_url="", data_dir="data")

    assert f" sqlite://{tmp_path}/data/calendar-feeds.sqlite3 " in refusal


@pytest.mark.parametrize("command", NEED_A_MIGRATED_DATABASE, ids=names(NEED_A_MIGRATED_DATABASE))
def test_an_unmigrated_database_is_refused_with_what_to_do(
    cli: Cli, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = tmp_path / "empty.sqlite3"
    path.touch()

    assert cli.refuses(*command, keys="", stdin=PASSWORD) == (
        f"the database sqlite://{path} needs a migration. Run: calendar-feeds migrate"
    )
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("command", NEED_A_DATABASE, ids=names(NEED_A_DATABASE))
def test_a_server_that_is_away_is_named_without_its_password(
    cli: Cli, command: tuple[str, ...]
) -> None:
    place = f"127.0.0.1:{free_port()}/feeds"
    refusal = cli.refuses(
        *command, stdin=PASSWORD, database_url=f"postgres://feeds:hush-hush@{place}"
    )

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

    assert cli.refuses(command, database_url=f"sqlite://{path}") == unusable(
        path, "file is not a database"
    )


def test_a_folder_in_the_place_of_the_database_is_named(cli: Cli, tmp_path: Path) -> None:
    assert cli.refuses("serve", database_url=f"sqlite://{tmp_path}") == unusable(
        tmp_path, "Is a directory"
    )


@pytest.mark.parametrize("mode", [0o444, 0o000], ids=["written", "read"])
def test_a_database_that_may_not_be_written_or_read_is_named(
    cli: Cli, as_nobody: Path, mode: int
) -> None:
    path = as_nobody / "feeds.sqlite3"
    path.touch()
    path.chmod(mode)

    assert cli.refuses("serve", database_url=f"sqlite://{path}") == unusable(
        path, "Permission denied"
    )


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_folder_in_which_nothing_may_be_written_is_named(
    cli: Cli, as_nobody: Path, command: str
) -> None:
    """SQLite puts its log beside the database."""
    path = as_nobody / "calendar-feeds.sqlite3"
    path.touch()
    as_nobody.chmod(0o555)
    refusal = cli.refuses(command, database_url="", data_dir=str(as_nobody))
    as_nobody.chmod(0o755)

    assert refusal.startswith(f"The database file {path} cannot be made, read or written: ")
    assert f"its folder {as_nobody}. CALENDAR_FEEDS_DATA_DIR" in refusal


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_folder_that_may_not_be_entered_is_named(cli: Cli, as_nobody: Path, command: str) -> None:
    path = as_nobody / "data" / "calendar-feeds.sqlite3"
    path.parent.mkdir(mode=0o000)

    refusal = cli.refuses(command, database_url="", data_dir=str(path.parent))

    assert refusal == unusable(path, "Permission denied")


def test_a_folder_that_cannot_be_made_is_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "feeds.sqlite3"

    assert str(path) in cli.refuses("migrate", database_url=f"sqlite://{path}")
    refusal = cli.refuses(
        "demo", database_url="", keys="", data_dir=str(tmp_path / "file" / "data")
    )
    assert str(tmp_path / "file" / "data") in refusal


def test_the_program_ends_with_one_line_and_status_1(
    environ: dict[str, str], tmp_path: Path
) -> None:
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
        f"calendar-feeds: there is no database sqlite://{tmp_path}/empty.sqlite3 yet. "
        "Make it with: calendar-feeds migrate\n"
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
