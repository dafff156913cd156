"""A large file is imported: what others wait for is the writing alone."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from time import perf_counter

import pytest

from api.feeds.importing import import_file
from api.models import Calendar
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_user
from tests.ical.parsing_files import vcalendar, vevent
from tests.service import Service

pytestmark = pytest.mark.verify

EVENTS = 20_000

# Measured: 2 s on two busy cores. Another process waits 5 s for SQLite's lock before it fails.
LONGEST_WRITE = 5
LONGEST_FETCH = 1


def many_events(title: str) -> bytes:
    lines: list[str] = []
    for number in range(EVENTS):
        lines += vevent(f"SUMMARY:{title}", "DURATION:PT1H", uid=f"UID:{number}@court")
    return vcalendar(*lines)


@asynccontextmanager
async def repeated(action: Callable[[], Awaitable[object]]) -> AsyncIterator[list[float]]:
    """How long each took of the actions that go on while the block lasts, one after another."""
    times: list[float] = []
    ended = False

    async def repeat() -> None:
        while not ended:
            began = perf_counter()
            await action()
            times.append(perf_counter() - began)
            await asyncio.sleep(0.01)

    repeating = asyncio.create_task(repeat())
    yield times
    ended = True
    await repeating


async def test_others_write_and_fetch_while_a_large_file_is_imported(service: Service) -> None:
    user = await make_user()
    await make_event(await make_calendar(user), title="Hearing")
    url = await service.feed_url(user)
    written, diary = [await make_calendar(await make_user()) for _ in range(2)]

    async def fetch() -> None:
        assert (await service.fetch(url)).status_code == 200

    async def write() -> None:
        await Calendar.filter(id=written.id).update(name="Renamed")

    await import_file(diary, many_events("Old"), NOON)
    async with repeated(write) as writes, repeated(fetch) as fetches:
        report = await import_file(diary, many_events("New"), NOON + timedelta(hours=1))

    assert report.updated == EVENTS
    print(f"slowest write {max(writes):.2f} s, slowest fetch {max(fetches):.2f} s")  # noqa: T201
    assert max(writes) < LONGEST_WRITE
    assert max(fetches) < LONGEST_FETCH
