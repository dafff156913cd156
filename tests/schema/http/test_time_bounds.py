"""An operation that takes too long is ended, and the server goes on serving."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import asyncpg
import pytest
from tortoise.connection import get_connection

from api.models import Calendar
from api.models.connections import SQLITE_WRITER
from api.models.database import fetch_rows
from api.schema.ids import encode_id
from api.settings import load_settings
from tests.clock import Clock
from tests.factories import make_calendar, make_user
from tests.feeds.outside import is_sqlite, path_of
from tests.schema.firm import make_firm, mutate, signed_in
from tests.schema.requests import told
from tests.service import Answer, Service, serve

UPDATE = """
mutation ($input: UpdateCalendarInput!) {
  updateCalendar(input: $input) { calendar { name } errors { code } }
}
"""[1:]
FEEDS = "{ calendarFeeds { edges { node { id programs { program } } } } }"
CALENDARS = "{ calendars { edges { node { name } } } }"
ACTIVE = """
SELECT query FROM pg_stat_activity
WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()
"""
"""What the database is busy with."""


@pytest.fixture
async def hasty(environ: dict[str, str], clock: Clock) -> AsyncIterator[Service]:
    """The service, with little patience."""
    settings = load_settings(environ).model_copy(update={"operation_seconds": 0.3})
    async with serve(settings, clock) as service:
        if is_sqlite(settings.effective_database_url):
            # The driver stops waiting for others after that; in production after five seconds.
            await get_connection(SQLITE_WRITER).execute_query("PRAGMA busy_timeout = 500")
        yield service


@asynccontextmanager
async def held(service: Service, table: str) -> AsyncIterator[None]:
    """Another connection holds this table, and with SQLite all of them against writing."""
    url = service.settings.effective_database_url
    if is_sqlite(url):
        with closing(sqlite3.connect(path_of(url), isolation_level=None)) as file:
            file.execute("BEGIN IMMEDIATE")
            yield
            file.execute("ROLLBACK")
    else:
        other = await asyncpg.connect(url)
        async with other.transaction():
            await other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
        await other.close()


def assert_ended(answer: Answer) -> None:
    assert answer.response.status_code == 503
    assert told(answer.response) == ["TIMEOUT"]


async def renamed(service: Service, calendar: Calendar, headers: dict[str, str]) -> Answer:
    input = {"id": encode_id("Calendar", calendar.id), "name": "After"}
    return await service.graphql(UPDATE, headers=headers, input=input)


async def test_a_mutation_that_waits_too_long_is_ended_and_writes_nothing(
    hasty: Service,
) -> None:
    user = await make_user()
    calendar = await make_calendar(user, name="Before")
    headers = await signed_in(hasty, user)

    async with held(hasty, "calendars"):
        assert_ended(await renamed(hasty, calendar, headers))
        assert (await hasty.ask("{ serverInfo { version } }"))["serverInfo"]
    assert (await Calendar.get()).name == "Before"

    assert (await renamed(hasty, calendar, headers)).data["updateCalendar"]["errors"] == []
    assert (await Calendar.get()).name == "After"


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_a_batch_and_an_import_have_longer_than_other_operations(hasty: Service) -> None:
    """They go on after the end of an operation that was begun later."""
    firm = await make_firm()
    inputs = await firm.inputs()
    headers = await signed_in(hasty, firm.owner)

    async with held(hasty, "calendars"):
        longer = [
            asyncio.create_task(mutate(hasty, name, firm.asker(name), inputs[name]))
            for name in ("upsertEvents", "importCalendar")
        ]
        async with asyncio.timeout(20):
            while len(await fetch_rows(ACTIVE)) < len(longer):
                await asyncio.sleep(0)
        assert_ended(await renamed(hasty, firm.calendar, headers))

    for answer in await asyncio.gather(*longer):
        assert answer.response.status_code == 200
        assert not answer.errors


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
@pytest.mark.parametrize(("table", "query"), [("calendars", CALENDARS), ("feed_programs", FEEDS)])
async def test_postgresql_is_told_to_stop(hasty: Service, table: str, query: str) -> None:
    user = await make_user()
    await make_calendar(user)
    headers = await signed_in(hasty, user)
    await hasty.graphql(query, headers=headers)

    async with held(hasty, table):
        assert_ended(await hasty.graphql(query, headers=headers))
        async with asyncio.timeout(20):
            while await fetch_rows(ACTIVE):
                await asyncio.sleep(0)
        # As often as the pool has connections, and more: none of them was lost.
        answers = [await hasty.graphql(query, headers=headers) for _ in range(2)]
        assert {answer.response.status_code for answer in answers} == {503}

    assert not (await hasty.graphql(query, headers=headers)).errors
