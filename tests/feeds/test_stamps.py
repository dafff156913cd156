"""Whatever changes, and whenever: a program that looks at stamps only takes every change.

A walk of changes of every kind, made up from a seed; after each the feed is read as a program does
that keeps, for each UID, the text and the stamps that it saw last.
"""

import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar as Parsed

from api.models import Calendar, Event, Feed, Task, User
from api.models.access import CalendarRole
from api.models.entry import OccurrenceKey
from api.models.user import UserRole
from api.schema.ids import encode_id, encode_occurrence
from tests.clock import NOON
from tests.factories import add_member, make_calendar, make_event, make_task, make_user
from tests.service import Service

STAMPS = re.compile(r"^(DTSTAMP|LAST-MODIFIED|SEQUENCE):.*\r\n", re.MULTILINE)
STEPS = 40
SEEDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.verify) for seed in range(2, 30))]


@dataclass
class Seen:
    """What a program keeps of an item."""

    text: str
    sequence: int
    modified: Any


class Program:
    """Reads a feed, and complains of a change that its stamps hide."""

    def __init__(self, service: Service, url: str) -> None:
        self._service = service
        self._url = url
        self._seen: dict[str, Seen] = {}

    async def fetch(self, change: str) -> int:
        """Reads the feed after this change; returns how many items read differently."""
        response = await self._service.fetch(self._url)
        assert response.status_code == 200, change
        differences = 0
        components: list[Any] = Parsed.from_ical(response.content).walk("VEVENT")
        assert len({str(item["UID"]) for item in components}) == len(components), change
        for item in components:
            text = STAMPS.sub("", item.to_ical().decode())
            now = Seen(text, item["SEQUENCE"], item["LAST-MODIFIED"].dt)
            before = self._seen.get(str(item["UID"]))
            if before is not None and before.text != now.text:
                differences += 1
                assert now.sequence > before.sequence, (change, before, now)
                assert now.modified > before.modified, (change, before, now)
            self._seen[str(item["UID"])] = now
        return differences


class Firm:
    """Somebody's calendar with a feed of a reader's, and all that can be changed about it."""

    def __init__(self, service: Service, owner: User, admin: User, reader: User) -> None:
        self._service, self._owner, self._admin, self._reader = service, owner, admin, reader
        self._calendar: Calendar
        self.url: str

    async def set_up(self) -> None:
        self._calendar = await make_calendar(self._owner, name="Court")
        await add_member(self._calendar, self._reader, CalendarRole.READER)
        await make_event(self._calendar, title="Hearing")
        await make_task(self._calendar, title="Report", due_at=NOON + timedelta(hours=3))
        await make_event(
            self._calendar,
            title="Weekly",
            starts_at=NOON - timedelta(days=14, hours=3),
            rrule="FREQ=WEEKLY",
            time_zone="Europe/London",
        )
        await make_event(
            self._calendar,
            title="In the calendar’s zone",
            starts_at=NOON - timedelta(days=10),
            rrule="FREQ=WEEKLY",
        )
        self.url = await self._service.feed_url(self._reader)

    async def _mutate(self, user: User, mutation: str, **input: Any) -> None:
        kind = mutation[0].upper() + mutation[1:]
        answer = await self._service.ask(
            f"mutation ($i: {kind}Input!) {{ {mutation}(input: $i) {{ errors {{ message }} }} }}",
            user=user,
            i=input,
        )
        assert answer[mutation]["errors"] == [], (mutation, input, answer)

    async def _id(self, **which: Any) -> str:
        return encode_id("Event", (await Event.filter(**which).first()).id)  # type: ignore[union-attr]

    async def event(self, chance: random.Random) -> None:
        title = chance.choice(["Hearing", "Trial", "Appeal"])
        await self._mutate(
            self._owner,
            "updateEvent",
            id=await self._id(rrule__isnull=True, series_id__isnull=True),
            title=title,
            location=chance.choice(["", "Court 4"]),
        )

    async def task(self, chance: random.Random) -> None:
        task = await Task.first()
        assert task is not None
        id_ = encode_id("Task", task.id)
        await self._mutate(
            self._owner, "completeTask", id=id_, completed=chance.choice([True, False])
        )

    async def series(self, chance: random.Random) -> None:
        title = chance.choice(["Weekly", "Partners"])
        await self._mutate(
            self._owner,
            "updateEvent",
            id=await self._id(rrule__isnull=False, time_zone__isnull=False),
            title=title,
        )

    async def occurrence(self, chance: random.Random) -> None:
        start = NOON + timedelta(days=7 * chance.choice([-1, 0, 1]), hours=-3)
        await self._mutate(
            self._owner,
            "updateEvent",
            id=await self._id(rrule__isnull=False, time_zone__isnull=False),
            occurrence=start.isoformat(),
            title=chance.choice(["Weekly", "Off site"]),
            startsAt=(start + timedelta(hours=chance.randrange(2))).isoformat(),
            endsAt=(start + timedelta(hours=5)).isoformat(),
        )

    async def revert(self, _: random.Random) -> None:
        override = await Event.filter(series_id__isnull=False).first()
        if override is not None:
            assert override.series_id is not None
            key = OccurrenceKey(override.series_id, override.original_start)
            id_ = encode_occurrence(key)
            await self._mutate(self._owner, "deleteEvent", id=id_, restore=True)

    async def settings(self, chance: random.Random) -> None:
        feed = await Feed.get(user_id=self._reader.id, kind="ALL")
        settings = {
            "detail": chance.choice(["FULL", "TITLE", "BUSY"]),
            "calendarName": chance.choice(["CATEGORY", "TITLE_PREFIX", "NONE"]),
        }
        await self._mutate(
            self._reader,
            "updateCalendarFeed",
            id=encode_id("CalendarFeed", feed.id),
            settings=settings,
        )

    async def role(self, chance: random.Random) -> None:
        await self._mutate(
            self._owner,
            "setCalendarMember",
            calendarId=encode_id("Calendar", self._calendar.id),
            userId=encode_id("User", self._reader.id),
            role=chance.choice(["FREE_BUSY_READER", "READER", "WRITER"]),
        )

    async def everyone(self, chance: random.Random) -> None:
        await self._mutate(
            self._admin,
            "updateCalendar",
            id=encode_id("Calendar", self._calendar.id),
            everyoneRole=chance.choice([None, "FREE_BUSY_READER", "READER"]),
        )

    async def ceiling(self, chance: random.Random) -> None:
        ceiling = chance.choice(["FULL", "TITLE", "BUSY"])
        await self._mutate(self._admin, "updateOrganization", detailCeiling=ceiling)

    async def calendar(self, chance: random.Random) -> None:
        await self._mutate(
            self._owner,
            "updateCalendar",
            id=encode_id("Calendar", self._calendar.id),
            name=chance.choice(["Court", "Office"]),
            timeZone=chance.choice(["Europe/London", "America/New_York"]),
        )

    async def another_calendar(self, _: random.Random) -> None:
        await add_member(await make_calendar(self._owner), self._reader, CalendarRole.READER)


@pytest.mark.parametrize("seed", SEEDS)
async def test_no_change_hides_behind_its_stamps(service: Service, seed: int) -> None:
    chance = random.Random(seed)
    owner = await make_user()
    organization = await owner.organization
    admin = await make_user(organization, role=UserRole.ADMIN)
    firm = Firm(service, owner, admin, await make_user(organization))
    await firm.set_up()
    program = Program(service, firm.url)
    await program.fetch("the beginning")
    changes: list[Callable[[random.Random], Awaitable[None]]] = [
        *(firm.event, firm.task, firm.series, firm.occurrence, firm.revert, firm.settings),
        *(firm.role, firm.everyone, firm.ceiling, firm.calendar, firm.another_calendar),
    ]
    differences = 0
    for _ in range(STEPS):
        service.clock.advance(seconds=chance.choice([0, 0, 0.2, 1, 30, -20, -1]))
        change = chance.choice(changes)
        await change(chance)
        differences += await program.fetch(change.__name__)
    assert differences > STEPS // 2


async def test_another_day_changes_no_byte_of_an_unchanged_item(service: Service) -> None:
    owner = await make_user()
    admin = await make_user(await owner.organization, role=UserRole.ADMIN)
    firm = Firm(service, owner, admin, await make_user(await owner.organization))
    await firm.set_up()
    before = items(await service.fetch(firm.url))
    service.clock.advance(days=1)
    after = items(await service.fetch(firm.url))
    assert before <= after
    # A day later another occurrence of the series may have come into the window.
    assert len(after - before) <= 1


def items(response: Any) -> set[str]:
    """Each item of a feed as it stands in it."""
    return set(re.findall(r"BEGIN:VEVENT.*?END:VEVENT", response.text, re.DOTALL))
