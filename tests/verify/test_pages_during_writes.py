"""A long list read page by page while another writes it: nothing is missed, nothing twice."""

import asyncio
from datetime import timedelta
from typing import Final

import pytest

from api.models import Calendar, Event, User
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_user
from tests.schema.agendas import agenda
from tests.schema.paging import ids_of
from tests.service import Service

MANY: Final = 10_000
MINUTE: Final = timedelta(minutes=1)

pytestmark = pytest.mark.verify


async def calendar_with_events() -> tuple[User, Calendar, list[str]]:
    owner = await make_user()
    calendar = await make_calendar(owner)
    events = [
        Event(
            calendar_id=calendar.id,
            title=f"Event {number}",
            starts_at=NOON + number // 3 * MINUTE,  # three at a time
            ends_at=NOON + number // 3 * MINUTE + MINUTE,
            created_at=NOON,
            updated_at=NOON,
        )
        for number in range(MANY)
    ]
    await Event.bulk_create(events, batch_size=1_000)
    return owner, calendar, [encode_id("Event", event.id) for event in events]


async def insert_and_move(calendar: Calendar, done: asyncio.Event) -> None:
    """Each that was inserted is moved to the front: shown once, or not at all."""
    number = 0
    while not done.is_set():
        event = await make_event(calendar, starts_at=NOON + number * 7_919 % MANY // 3 * MINUTE)
        await Event.filter(id=event.id).update(starts_at=NOON, ends_at=NOON + MINUTE, sequence=1)
        number += 1
        await asyncio.sleep(0)


async def test_ten_thousand_events_are_read_while_another_writer_inserts_and_moves_others(
    service: Service,
) -> None:
    owner, calendar, expected = await calendar_with_events()
    shown: list[str] = []
    done, after = asyncio.Event(), None
    writer = asyncio.create_task(insert_and_move(calendar, done))

    while True:
        page = await agenda(service, owner, calendar, first=100, after=after)
        shown += ids_of(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    done.set()
    await writer

    assert len(shown) == len(set(shown))
    kept = set(expected)
    assert [id_ for id_ in shown if id_ in kept] == expected
    assert page["totalCount"] > MANY
