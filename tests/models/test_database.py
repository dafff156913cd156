"""Opening a database, statements for both engines, and what counts as being away."""

import asyncio
import sqlite3
import threading
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from api.errors import ConfigurationError
from api.models import User
from api.models.availability import answer_within, is_unavailable
from api.models.database import execute, execute_many, fetch_rows, open_database
from tests.factories import make_user
from tests.postgres import create_database, drop_database, free_port


async def answers() -> bool:
    """Whether the database does; whatever it says then is right."""
    try:
        return await fetch_rows("SELECT 1 AS one") == [{"one": 1}]
    except Exception as error:
        if is_unavailable(error):
            return False
        raise


only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
only_postgres = pytest.mark.parametrize("engine", ["postgres"], indirect=True)


async def test_a_statement_numbers_its_values_for_both_engines(open_database: str) -> None:
    letters = "abcdefghijkl"
    places = ", ".join(f"CAST(${n} AS TEXT) AS c{n}" for n in range(len(letters), 0, -1))
    (row,) = await fetch_rows(f"SELECT {places}, CAST($2 AS TEXT) AS again", *letters)

    assert [row[f"c{n}"] for n in range(1, 13)] == list(letters)
    assert row["again"] == "b"


async def test_a_writing_statement_gives_what_it_returns(open_database: str) -> None:
    user = await make_user()
    statement = "UPDATE users SET name = $1 WHERE id = $2 RETURNING name"

    assert await execute(statement, "New name", user.id) == [{"name": "New name"}]
    assert (await User.get()).name == "New name"


async def test_a_statement_runs_for_each_row_or_for_none(open_database: str) -> None:
    users = [await make_user() for _ in range(3)]
    statement = "UPDATE users SET name = $2, email = $3 WHERE id = $1"

    await execute_many(statement, [(user.id, "New name", user.email) for user in users])
    with pytest.raises(IntegrityError):
        await execute_many(statement, [(user.id, "Other", "one@firm.example") for user in users])

    assert {user.name for user in await User.all()} == {"New name"}


async def test_what_was_written_is_read_at_once(open_database: str) -> None:
    user = await make_user()
    for number in range(50):
        await User.filter(id=user.id).update(name=f"Name {number}")
        assert (await User.get()).name == f"Name {number}"
        (row,) = await fetch_rows("SELECT name FROM users")
        assert row["name"] == f"Name {number}"


async def test_a_wrong_statement_does_not_say_that_the_database_is_away(open_database: str) -> None:
    user = await make_user()
    with pytest.raises(IntegrityError) as taken:
        await make_user(email=user.email)
    with pytest.raises(OperationalError) as unknown:
        await fetch_rows("SELECT nothing FROM nowhere")

    assert not is_unavailable(taken.value)
    assert not is_unavailable(unknown.value)
    assert not is_unavailable(ValueError())


@only_sqlite
async def test_the_folder_of_the_file_is_made(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "some" / "where" / "feeds.sqlite3"
    async with open_database(f"sqlite://{path}"):
        assert await answers()
    assert path.exists()


@only_sqlite
async def test_a_closed_database_is_one_file(database_url: str) -> None:
    """Whoever stops the program and copies the file has everything."""
    path = Path(database_url.removeprefix("sqlite://"))
    for _ in range(20):
        async with open_database(database_url):
            await make_user()
        assert [file.name for file in path.parent.iterdir()] == [path.name]


@only_sqlite
@pytest.mark.parametrize("name", ["folder", "text.sqlite3"])
async def test_what_is_no_sqlite_file_is_said_to_the_operator(
    engine: str, tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.sqlite3").write_text("no database" * 1000)
    with pytest.raises(ConfigurationError, match=f"{name} cannot be "):
        async with open_database(f"sqlite://{tmp_path / name}"):
            pass
    # The driver's thread still tells the event loop of the end that it has come to.
    for thread in threading.enumerate():
        if "_connection_worker" in thread.name:
            thread.join(10)


@only_sqlite
async def test_opening_waits_for_a_process_that_makes_the_file(engine: str, tmp_path: Path) -> None:
    """SQLite itself does not: its switch to WAL fails at once while another one writes."""
    path = tmp_path / "new.sqlite3"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE made (id INT)")
    asyncio.get_running_loop().call_later(0.1, other.execute, "COMMIT")

    async with open_database(f"sqlite://{path}"):
        assert await fetch_rows("SELECT id FROM made") == []
    other.close()


@only_sqlite
async def test_a_locked_file_counts_as_being_away(open_database: str) -> None:
    await execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(open_database.removeprefix("sqlite://"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(OperationalError, match="database is locked") as locked:
        await make_user()
    assert is_unavailable(locked.value)

    other.close()
    await make_user()


@only_postgres
@pytest.mark.parametrize("wrong", ["port", "password", "database"])
async def test_a_server_that_cannot_be_reached_is_named_without_the_password(
    database_url: str, wrong: str
) -> None:
    parts = urlsplit(database_url)
    assert parts.password
    broken = {
        "port": database_url.replace(f":{parts.port}/", f":{free_port()}/"),
        "password": database_url.replace(parts.password, "hunter2"),
        "database": database_url + "_none",
    }[wrong]

    with pytest.raises(ConfigurationError) as refused:
        async with open_database(broken):
            pass

    message = str(refused.value)
    assert f"127.0.0.1:{urlsplit(broken).port}" in message
    assert parts.password not in message
    assert "hunter2" not in message


@only_postgres
async def test_connections_that_the_server_ends_are_replaced(
    open_database: str, postgres_url: str
) -> None:
    await asyncio.gather(*(fetch_rows("SELECT 1 AS one") for _ in range(10)))
    server = await asyncpg.connect(postgres_url)
    ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1"
    assert await server.fetchval(ended, urlsplit(open_database).path[1:])
    await server.close()

    for _ in range(10):
        try:
            await make_user()
        except Exception as error:
            if not is_unavailable(error):
                raise
    assert await answers()
    assert await User.all().count() > 0


@only_postgres
async def test_a_statement_is_the_only_one_that_is_sent(
    open_database: str, postgres_url: str
) -> None:
    """The driver sent another after each, to reset what is never set here."""
    await fetch_rows("SELECT 1 AS mine")
    server = await asyncpg.connect(postgres_url)
    last = "SELECT query FROM pg_stat_activity WHERE datname = $1"
    sent = await server.fetch(last, urlsplit(open_database).path[1:])
    await server.close()

    assert [row["query"] for row in sent] == ["SELECT 1 AS mine"]


@only_postgres
async def test_a_database_that_is_gone_is_away(engine: str, postgres_url: str) -> None:
    url = await create_database(postgres_url)
    async with open_database(url):
        assert await answers()
        await drop_database(postgres_url, url)
        assert not await answers()


async def test_work_that_takes_too_long_is_cancelled_and_not_waited_for() -> None:
    """asyncpg keeps a cancelled task for a minute where nothing comes back."""
    ended = asyncio.Event()

    async def never_ends() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await ended.wait()
            raise OSError

    for _ in range(2):
        with pytest.raises(TimeoutError):
            await answer_within(0.01, never_ends())
    ended.set()


async def test_work_that_ends_in_time_gives_what_it_came_to() -> None:
    async def answer(text: str) -> str:
        return {"right": "answer"}[text]

    assert await answer_within(60, answer("right")) == "answer"
    with pytest.raises(KeyError):
        await answer_within(60, answer("wrong"))
