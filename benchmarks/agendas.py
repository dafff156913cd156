"""What a page of a calendar's events costs, over real HTTP on SQLite, where series are many."""

import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from api.models import Calendar, Event, User, database, migrating
from api.schema.ids import encode_id
from api.settings import load_settings
from benchmarks.timing import async_median, line
from tests.clock import Clock
from tests.factories import make_calendar, make_user
from tests.service import Service, serve

_NOW: Final = datetime(2026, 3, 18, 12, tzinfo=UTC)
_HOUR: Final = timedelta(hours=1)
_PAGE: Final = """
query ($id: ID!, $from: DateTime, $to: DateTime) {
  node(id: $id) {
    ... on Calendar { events(from: $from, to: $to) { edges { node { title startsAt } } } }
  }
}
"""
_COUNT: Final = """
query ($id: ID!, $from: DateTime, $to: DateTime) {
  node(id: $id) { ... on Calendar { events(from: $from, to: $to) { totalCount } } }
}
"""
_MONTH: Final = {"from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"}
_YEAR: Final = {"from": "2026-03-01T00:00:00Z", "to": "2027-04-01T00:00:00Z"}


async def measure(folder: Path) -> list[str]:
    """One line a figure."""
    settings = load_settings(
        {
            "CALENDAR_FEEDS_DATA_DIR": str(folder),
            "CALENDAR_FEEDS_PUBLIC_URL": "https://feeds.example.com",
        }
    )
    async with database.open_database(settings.effective_database_url):
        await migrating.migrate()
        owner = await make_user()
        usual = await _calendar(owner, 20, "FREQ=WEEKLY")
        daily = await _calendar(owner, 480, "FREQ=DAILY")
        over = await _calendar(owner, 1_000, "FREQ=DAILY;COUNT=2", days=-1_000)
        long = await _calendar(owner, 1_000, "FREQ=YEARLY", description="x" * 100_000)
    lines = []
    async with serve(settings, Clock(_NOW)) as service:
        for what, calendar, document, days in [
            ("a month with 20 weekly series", usual, _PAGE, _MONTH),
            ("  counted", usual, _COUNT, _MONTH),
            ("a month with 480 daily series", daily, _PAGE, _MONTH),
            ("  counted", daily, _COUNT, _MONTH),
            ("400 days of them, counted (refused)", daily, _COUNT, _YEAR),
            ("a month with 1,000 series that are over", over, _PAGE, _MONTH),
            ("a month with 1,000 series of 100 kB", long, _PAGE, _MONTH),
        ]:
            lines.append(await _measured(what, service, owner, calendar, document, days))
    return lines


async def _calendar(owner: User, count: int, rule: str, days: int = 0, **given: Any) -> Calendar:
    calendar = await make_calendar(owner)
    starts_at = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=days)
    ends_at = starts_at + 2 * timedelta(days=1) if "COUNT" in rule else None
    rows = [
        Event(
            calendar_id=calendar.id,
            title=f"Series {number}",
            starts_at=starts_at,
            ends_at=starts_at + _HOUR,
            rrule=rule,
            series_ends_at=ends_at,
            created_at=_NOW,
            updated_at=_NOW,
            **given,
        )
        for number in range(count)
    ]
    await Event.bulk_create(rows, batch_size=100)
    return calendar


async def _measured(
    what: str, service: Service, owner: User, calendar: Calendar, document: str, days: Any
) -> str:
    id_ = encode_id("Calendar", calendar.id)

    async def ask() -> None:
        await service.graphql(document, user=owner, id=id_, **days)

    await ask()
    seconds = await async_median(ask, 3)
    tracemalloc.start()
    await ask()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return f"{line(what, seconds)} {peak:8.1f} MB"
