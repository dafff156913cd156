"""A large answer is built in turns with what others ask: it does not keep them all waiting."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from time import thread_time
from typing import Any, Final

import pytest

from api.feeds.operations.programs import MOST_PROGRAMS
from api.feeds.programs import PROGRAMS as KNOWN
from api.models import (
    Event,
    EventAssignee,
    FeedProgram,
    FetchDay,
    Member,
    Task,
    User,
)
from api.models.access import CalendarRole
from api.models.fetch import FetchResult
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import make_added_feeds, make_calendar, make_calendars, make_event, make_user
from tests.schema.shapes import each
from tests.service import Service

pytestmark = [
    pytest.mark.verify,
    pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True),
]

# Each is the most that the cost bound takes, or near it.
LISTS: Final = {
    "events": "calendars(first: 100) { edges { node { events(first: 100) { edges { node {"
    " id title } } } } } }",
    "tasks": "calendars(first: 100) { edges { node { tasks(first: 100) { edges { node {"
    " id title } } } } } }",
    "members": "calendars(first: 100) { edges { node { members(first: 90) { edges { node {"
    " role user { name } } } } } } }",
    "calendars of feeds": each(
        2, "a#: calendarFeeds(first: 50) { edges { node { calendars { id name color } } } }"
    ),
    "days of programs": "calendarFeeds(first: 36) { edges { node { programs {"
    " fetchesPerDay(days: 90) { day count } } } } }",
}
ASSIGNEES: Final = """query ($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Event { assignees { id name email role active feedsAllowed } } }
}"""
PROGRAMS: Final = [program.key for program in KNOWN[:MOST_PROGRAMS]]
# In one go it is nine tenths of it.
LARGEST_SHARE: Final = 0.2


@asynccontextmanager
async def longest_go() -> AsyncIterator[list[float]]:
    """Seconds of a core that the event loop gave to others in one go, while the block lasted."""
    goes = [0.0]

    async def wait() -> None:
        while True:
            before = thread_time()
            await asyncio.sleep(0)
            goes[0] = max(goes[0], thread_time() - before)

    waiting = asyncio.create_task(wait())
    try:
        yield goes
    finally:
        waiting.cancel()


async def share_of_the_longest_go(
    service: Service, user: User, query: str, **variables: Any
) -> tuple[Any, float]:
    """The answer, and how much of the loop's work for it was done in the longest go."""
    before = thread_time()
    await service.ask(query, user=user, **variables)
    took = thread_time() - before
    async with longest_go() as goes:
        data = await service.ask(query, user=user, **variables)
    return data, goes[0] / took


async def make_reader() -> User:
    """Somebody with 100 calendars of 100 events, tasks and members, whose feeds are in use."""
    user = await make_user()
    calendars = await make_calendars(user, 100)
    places = [(calendar, number) for calendar in calendars for number in range(100)]
    times = {"created_at": NOON, "updated_at": NOON}
    await Event.bulk_create(
        Event(
            calendar_id=calendar.id,
            title=f"Event {number}",
            starts_at=NOON + timedelta(hours=number),
            ends_at=NOON + timedelta(hours=number + 1),
            **times,
        )
        for calendar, number in places
    )
    await Task.bulk_create(
        Task(
            calendar_id=calendar.id,
            title=f"Task {number}",
            due_at=NOON + timedelta(hours=number),
            **times,
        )
        for calendar, number in places
    )
    people = [
        User(
            organization_id=user.organization_id,
            name=f"Person {number}",
            email=f"{number}@firm.example",
            created_at=NOON,
        )
        for number in range(100)
    ]
    await User.bulk_create(people)
    await Member.bulk_create(
        Member(
            calendar_id=calendar.id,
            user_id=people[number].id,
            role=CalendarRole.READER,
            created_at=NOON,
        )
        for calendar, number in places
    )
    return user


async def make_feeds(reader: User) -> None:
    """What the most programs that are told did with 36 feeds, on each of 90 days."""
    rows = await make_added_feeds(reader, 36, all_calendars=True)
    used = [(feed, program) for feed in rows for program in PROGRAMS]
    await FeedProgram.bulk_create(
        FeedProgram(
            feed_id=feed.id,
            program=program,
            first_fetch_at=NOON,
            last_fetch_at=NOON,
            last_result=FetchResult.FULL,
            last_etag="",
            selector="",
        )
        for feed, program in used
    )
    await FetchDay.bulk_create(
        FetchDay(
            feed_id=feed.id,
            program=program,
            day=(NOON - timedelta(days=days)).date(),
            full_count=24,
        )
        for feed, program in used
        for days in range(90)
    )


async def test_others_have_their_turn_while_a_large_answer_is_built(service: Service) -> None:
    reader = await make_reader()
    await make_feeds(reader)
    shares = {}

    for name, query in LISTS.items():
        data, shares[name] = await share_of_the_longest_go(service, reader, f"{{ {query} }}")
        assert len(json.dumps(data)) > 200_000, name

    assert max(shares.values()) < LARGEST_SHARE, shares


async def test_nobody_waits_until_all_assignees_of_an_answer_are_told(service: Service) -> None:
    owner = await make_user()
    calendar = await make_calendar(owner)
    values = {"organization_id": owner.organization_id, "name": "Someone", "created_at": NOON}
    users = [User(**values, email=f"{number}@firm.example") for number in range(500)]
    events = [await make_event(calendar) for _ in range(30)]
    await User.bulk_create(users)
    await EventAssignee.bulk_create(
        EventAssignee(event_id=event.id, user_id=user.id) for event in events for user in users
    )
    ids = [encode_id("Event", event.id) for event in events]

    data, share = await share_of_the_longest_go(service, owner, ASSIGNEES, ids=ids)

    assert [len(node["assignees"]) for node in data["nodes"]] == [500] * 30
    assert share < LARGEST_SHARE
