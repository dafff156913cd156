"""Cancelled requests: whatever they were doing, the next ones find the database as it should be.

A server that is told to stop cancels what still runs, and Tortoise's own clients then keep a lock
or lose a connection of the pool for ever.
"""

import asyncio
import random
import sqlite3
from collections.abc import Iterator

import pytest

from api.models import Calendar, Event, Task
from api.models.connections import is_postgres
from api.models.database import execute, fetch_rows, transaction
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_task, make_user

POOL = 10
BATCH = 5
GROUP = 10

# What a test waits for at most instead of waiting for ever.
PATIENCE = 60


class Work:
    """A piece of work in one transaction; `steps` says how far it has come."""

    def __init__(self, number: int, calendar: Calendar) -> None:
        self.number = number
        self.calendar = calendar
        self.steps = 0

    async def pair(self) -> None:
        """An event and a task, or neither."""
        async with transaction():
            self.steps = 1
            await make_event(self.calendar, title=f"{self.number}")
            self.steps = 2
            await make_task(self.calendar, title=f"{self.number}")
            self.steps = 3

    async def nested_pair(self) -> None:
        """The same, the task in a transaction inside."""
        async with transaction():
            self.steps = 1
            await make_event(self.calendar, title=f"{self.number}")
            async with transaction():
                self.steps = 2
                await make_task(self.calendar, title=f"{self.number}")
            self.steps = 3

    async def batch(self) -> None:
        """Several tasks at once without a transaction of ours."""
        rows = [self.row() for _ in range(BATCH)]
        self.steps = 2
        await Task.bulk_create(rows)
        self.steps = 3

    async def read(self) -> None:
        """Reads, through the ORM and by a statement."""
        self.steps = 1
        await Task.filter(calendar_id=self.calendar.id).limit(5)
        self.steps = 2
        await fetch_rows("SELECT id FROM events LIMIT 5")
        self.steps = 3

    def row(self) -> Task:
        return Task(
            calendar_id=self.calendar.id,
            title=f"batch {self.number}",
            due_at=NOON,
            created_at=NOON,
            updated_at=NOON,
        )


KINDS = [Work.pair, Work.nested_pair, Work.batch, Work.read]


async def start_and_cancel(work: Work, chance: random.Random) -> bool:
    """Cancels the work somewhere: entering, inside or leaving; returns whether it came to its end.

    Some are cancelled twice, as whoever lost patience twice does.
    """
    running = asyncio.create_task(KINDS[work.number % len(KINDS)](work))
    aim = chance.randrange(4)
    while work.steps < aim and not running.done():
        await asyncio.sleep(0)
    for _ in range(chance.randrange(5)):
        await asyncio.sleep(0)
    running.cancel()
    if chance.random() < 0.3:
        for _ in range(chance.randrange(3)):
            await asyncio.sleep(0)
        running.cancel()
    (outcome,) = await asyncio.gather(running, return_exceptions=True)
    assert outcome is None or isinstance(outcome, asyncio.CancelledError), outcome
    return outcome is None


@pytest.fixture(params=[1, 2, 3])
def chance(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(request.param)


@pytest.fixture
async def calendar(open_database: str) -> Calendar:
    return await make_calendar(await make_user(), revision=1)


async def test_requests_cancelled_anywhere_leave_all_or_nothing_and_the_database_usable(
    open_database: str,
    calendar: Calendar,
    chance: random.Random,
    caplog: pytest.LogCaptureFixture,
) -> None:
    works = [Work(number, calendar) for number in range(200)]
    ended: list[Work] = []
    async with asyncio.timeout(PATIENCE):
        # All connections of the pool are there: cancelled while it connects, the driver complains.
        await check_usable(calendar)
        for group in groups(works):
            outcomes = await asyncio.gather(*(start_and_cancel(work, chance) for work in group))
            ended += [work for work, outcome in zip(group, outcomes, strict=True) if outcome]
        await settle()
        # Were all cancelled too soon or too late, this would show nothing.
        assert {work.steps for work in works} == {0, 1, 2, 3}
        await check_all_or_nothing(ended)
        await check_nothing_is_locked(open_database)
        await check_usable(calendar)
    # asyncpg logs an error when the pool gets a connection back in an unclear state.
    assert caplog.text == ""


def groups(works: list[Work]) -> Iterator[list[Work]]:
    for start in range(0, len(works), GROUP):
        yield works[start : start + GROUP]


async def settle() -> None:
    """Lets what goes on behind a cancelled task come to its end: it holds the lock until then."""
    for _ in range(POOL):
        async with transaction():
            await execute("UPDATE calendars SET revision = revision")


async def check_all_or_nothing(ended: list[Work]) -> None:
    events = {event.title for event in await Event.all()}
    tasks = [task.title for task in await Task.all()]
    batches = {title: tasks.count(title) for title in tasks if title.startswith("batch")}

    assert events == {title for title in tasks if title not in batches}
    assert set(batches.values()) <= {BATCH}
    for work in ended:
        written = {Work.batch: f"batch {work.number}", Work.read: None}
        title = written.get(KINDS[work.number % len(KINDS)], f"{work.number}")
        assert title is None or title in tasks


async def check_nothing_is_locked(url: str) -> None:
    if is_postgres():
        open_ones = "SELECT pid FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
        mine = " AND datname = current_database() AND pid <> pg_backend_pid()"
        assert await fetch_rows(open_ones + mine) == []
    else:
        other = sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None, timeout=0)
        other.execute("BEGIN IMMEDIATE")
        other.close()


async def check_usable(calendar: Calendar) -> None:
    """More requests at once than the pool has connections, then all its connections at once."""
    before = (await Calendar.get()).revision

    async def add_one() -> None:
        async with transaction():
            await execute("UPDATE calendars SET revision = revision + 1")

    await asyncio.gather(*(add_one() for _ in range(3 * POOL)))
    assert (await Calendar.get()).revision == before + 3 * POOL

    if is_postgres():
        barrier = asyncio.Barrier(POOL)

        async def hold() -> None:
            async with transaction():
                await barrier.wait()

        await asyncio.gather(*(hold() for _ in range(POOL)))


async def test_a_request_cancelled_while_it_waits_for_its_turn_leaves_the_turn_to_others(
    calendar: Calendar,
) -> None:
    begun, end = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with transaction():
            await Calendar.filter(id=calendar.id).select_for_update()
            begun.set()
            await end.wait()

    async def add_one() -> None:
        async with transaction():
            await execute("UPDATE calendars SET revision = revision + 1")

    async with asyncio.timeout(PATIENCE):
        holder = asyncio.create_task(hold())
        await begun.wait()
        waiting = [asyncio.create_task(add_one()) for _ in range(2 * POOL)]
        for _ in range(20):
            await asyncio.sleep(0)
        for task in waiting[::2]:
            task.cancel()
        end.set()
        await asyncio.gather(holder, *waiting, return_exceptions=True)
        assert (await Calendar.get()).revision == 1 + POOL
