"""SQLite's two connections: one that writes, and one that reads and never waits for it."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest
from tortoise.exceptions import OperationalError

from api.models import Calendar, User
from api.models.database import execute, fetch_rows, transaction
from tests.factories import make_calendar, make_organization, make_user

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

# Reads a number and writes it back one higher, often; then adds as often with a statement.
PROCESS = """
import asyncio, sys
from api.models import Calendar
from api.models.database import execute, open_database, transaction

async def main():
    async with open_database(sys.argv[1]):
        for _ in range(50):
            async with transaction():
                calendar = await Calendar.get()
                calendar.revision += 1
                await calendar.save()
            await execute("UPDATE calendars SET revision = revision + 1")

print("ready", flush=True)
input()
asyncio.run(main())
"""


@contextmanager
def another_connection(url: str) -> Iterator[sqlite3.Connection]:
    """A connection of another program, which does not wait for locks."""
    connection = sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None, timeout=0)
    try:
        yield connection
    finally:
        connection.close()


async def pragma(ask: Callable[[str], Awaitable[list[dict[str, object]]]], name: str) -> object:
    (row,) = await ask(f"PRAGMA {name}")
    return next(iter(row.values()))


@pytest.mark.parametrize("ask", [execute, fetch_rows], ids=["writer", "reader"])
@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
async def test_both_connections_are_safe_and_patient(
    open_database: str,
    ask: Callable[[str], Awaitable[list[dict[str, object]]]],
    name: str,
    value: object,
) -> None:
    assert await pragma(ask, name) == value


async def test_only_the_reader_refuses_to_write(open_database: str) -> None:
    user = await make_user()
    with pytest.raises(OperationalError, match="readonly"):
        await fetch_rows("DELETE FROM users")
    assert await User.get() == user
    await execute("DELETE FROM users")
    assert await User.all() == []


async def test_reads_outside_a_transaction_go_to_the_reader_and_inside_to_the_writer(
    open_database: str,
) -> None:
    assert await pragma(fetch_rows, "query_only") == 1
    async with transaction():
        assert await pragma(fetch_rows, "query_only") == 0
        async with transaction():
            assert await pragma(fetch_rows, "query_only") == 0
    assert await pragma(fetch_rows, "query_only") == 1


async def test_a_transaction_has_the_write_lock_before_its_first_statement(
    open_database: str,
) -> None:
    with another_connection(open_database) as other:
        async with transaction():
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")


async def test_a_reader_of_another_program_is_not_held_up_by_a_transaction(
    open_database: str,
) -> None:
    organization = await make_organization(name="Before")
    with another_connection(open_database) as other:
        async with transaction():
            organization.name = "After"
            await organization.save()
            assert other.execute("SELECT name FROM organizations").fetchall() == [("Before",)]
        assert other.execute("SELECT name FROM organizations").fetchall() == [("After",)]


async def test_processes_that_read_and_write_at_once_wait_for_each_other(
    open_database: str,
) -> None:
    """With SQLite's own deferred BEGIN about half of them would fail: "database is locked"."""
    await make_calendar(await make_user(), revision=1)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, open_database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout
        process.stdout.readline()
    ends = [asyncio.to_thread(process.communicate, "\n", 60) for process in processes]

    assert [err for _, err in await asyncio.gather(*ends)] == [""] * 3
    assert (await Calendar.get()).revision == 1 + 3 * 100
