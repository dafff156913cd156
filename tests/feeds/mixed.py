"""A firm with fixed keys whose feed has something of everything; the rows behind the golden file.

`python -m tests.feeds.mixed` writes the golden file anew.
"""

import asyncio
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from api.ical.facts import EventStatus
from api.models import Calendar, User
from api.models.access import CalendarRole
from api.models.database import open_database
from api.models.feed import Feed, FeedKind
from api.models.migrating import migrate
from tests.clock import NOON
from tests.factories import (
    add_member,
    at,
    make_calendar,
    make_event,
    make_organization,
    make_task,
    make_user,
)
from tests.feeds.rendering import render_feeds

GOLDEN: Final = Path(__file__).parent / "golden" / "mixed.ics"


def key(number: int) -> UUID:
    """A fixed key."""
    return UUID(int=0x01900000_0000_7000_8000_000000000000 + number)


async def load_mixed() -> UUID:
    """Makes the firm; returns the reader, who has a feed over two calendars."""
    firm = await make_organization(id=key(1), name="Firm")
    owner = await make_user(firm, id=key(2), email="owner@firm.example", name="Owner")
    reader = await make_user(firm, id=key(3), email="reader@firm.example", name="Reader")
    court = await make_calendar(owner, id=key(4), name="Court diary", time_zone="Europe/London")
    partners = await make_calendar(
        owner, id=key(5), name="Partners", everyone_role=CalendarRole.FREE_BUSY_READER
    )
    await add_member(court, reader, CalendarRole.READER)
    await _events(court)
    await _tasks(court)
    await make_event(partners, id=key(40), title="Salaries", starts_at=at("2026-03-20 15:00"))
    await make_event(partners, id=key(41), title="Away", starts_at=NOON, transparent=True)
    await Feed.create(
        id=key(50),
        organization_id=reader.organization_id,
        user_id=reader.id,
        kind=FeedKind.ALL,
        created_at=NOON,
    )
    return reader.id


async def _events(court: Calendar) -> None:
    await make_event(
        court,
        id=key(10),
        title="Hearing: König ./. Zoë, “room 4”; tea",
        description="Bring:\n- the file\n- C:\\New\\list, 1,5 %\n" + "日本語の会議。" * 40,
        location="Court 4, Łódź",
        url="https://firm.example/matters/17?tab=1",
        categories=["Court", "Größe, klein"],
        starts_at=at("2026-03-18 09:00"),
        ends_at=at("2026-03-18 10:30"),
        sequence=3,
        updated_at=at("2026-03-17 08:15:30.987654"),
    )
    await make_event(court, id=key(12), title="Same start, later key", starts_at=NOON)
    await make_event(court, id=key(11), title="Same start, earlier key", starts_at=NOON)
    await make_event(court, id=key(13), title="Perhaps", status=EventStatus.TENTATIVE)
    await make_event(court, id=key(14), title="Called off", status=EventStatus.CANCELLED)
    await make_event(court, id=key(15), title="", transparent=True)
    await _long(court, 16, "Office closed", "2026-04-03", "2026-04-07", all_day=True)
    await _long(court, 17, "Trial", "2025-11-01 09:00", "2026-06-30 17:00", all_day=False)
    await make_event(
        court,
        id=key(18),
        title="Minutes",
        description="word " * 600,
        starts_at=at("2026-05-17 23:59"),
    )


async def _long(
    court: Calendar, number: int, title: str, first: str, last: str, *, all_day: bool
) -> None:
    await make_event(
        court, id=key(number), title=title, starts_at=at(first), ends_at=at(last), all_day=all_day
    )


async def _tasks(court: Calendar) -> None:
    await make_task(court, id=key(30), title="File the report", priority=1)
    await make_task(court, id=key(31), title="Order paper", completed_at=at("2026-03-17 16:20"))
    await make_task(court, id=key(32), title="Tax return", all_day=True, due_at=at("2026-03-31"))


async def _write(now: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(f"sqlite://{folder}/mixed.sqlite3"):
            await migrate()
            reader = await User.get(id=await load_mixed())
            (body,) = (await render_feeds(reader.id, now)).values()
    GOLDEN.write_bytes(body.encode())


if __name__ == "__main__":
    asyncio.run(_write(NOON))
