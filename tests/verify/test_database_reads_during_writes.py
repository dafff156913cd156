"""On SQLite a read does not wait for a write that takes long, such as an import."""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter

import pytest

from api.models import Calendar, Task
from api.models.database import fetch_rows, transaction
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_user
from tests.service import Service

pytestmark = [
    pytest.mark.verify,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]

ROWS = 10_000
# A read that waited for the transaction would take about as long as what is left of it: the first
# of them nearly all of it.
LARGEST_SHARE = 0.5
FEWEST_READS = 10


def many_tasks(calendar: Calendar) -> list[Task]:
    return [
        Task(
            calendar_id=calendar.id,
            title=f"Task {number}",
            due_at=NOON,
            created_at=NOON,
            updated_at=NOON,
        )
        for number in range(ROWS)
    ]


async def write(rows: list[Task]) -> None:
    """As an import does: one transaction, some hundred rows a statement."""
    async with transaction():
        await Task.bulk_create(rows, batch_size=500)


async def slowest_share(calendar: Calendar, read: Callable[[], Awaitable[object]]) -> float:
    """The slowest of the reads during a long write, as a share of the time the write took."""
    rows = many_tasks(calendar)
    await read()
    began = perf_counter()
    writing = asyncio.create_task(write(rows))
    times = []
    while not writing.done():
        before = perf_counter()
        await read()
        times.append(perf_counter() - before)
    await writing
    took = perf_counter() - began

    assert await Task.filter(calendar_id=calendar.id).count() == ROWS
    assert len(times) >= FEWEST_READS
    return max(times) / took


async def test_a_read_does_not_wait_for_a_long_write(open_database: str) -> None:
    calendar = await make_calendar(await make_user())
    event = await make_event(calendar)

    async def read() -> None:
        assert await fetch_rows("SELECT title FROM events WHERE id = $1", event.id)
        assert await Calendar.visible_to(event.id) == []

    assert await slowest_share(calendar, read) < LARGEST_SHARE


async def test_a_feed_does_not_wait_for_a_long_write(service: Service) -> None:
    user = await make_user()
    await make_event(await make_calendar(user), title="Hearing")
    url = await service.feed_url(user)
    other = await make_calendar(await make_user())

    async def read() -> None:
        response = await service.fetch(url)
        assert response.status_code == 200
        assert "SUMMARY:Hearing" in response.text

    assert await slowest_share(other, read) < LARGEST_SHARE
