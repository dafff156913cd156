"""The feeds behind `golden/*.ics`; `python -m tests.ical.golden_feeds` writes them anew."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Unpack
from uuid import UUID

from api.ical.calendar import render_calendar
from api.ical.facts import EventFacts, EventStatus, RenderOptions, Stamp, TaskFacts
from api.ical.feed_settings import CancelledEvents, Detail, FeedSettings, TaskFormat
from tests.ical.samples import EVENT, TASK, Rendering, component

FOLDER = Path(__file__).parent / "golden"

OCCURRENCE = replace(
    EVENT,
    id=UUID("33333333-3333-4333-8333-333333333333"),
    title="Stand-up; with tea, biscuits",
    original_start=datetime(2026, 3, 30, 7, tzinfo=UTC),
    starts_at=datetime(2026, 3, 30, 8, tzinfo=UTC),
    ends_at=datetime(2026, 3, 30, 8, 15, tzinfo=UTC),
)
CANCELLED = replace(
    EVENT,
    id=UUID("44444444-4444-4444-8444-444444444444"),
    title="Visit",
    status=EventStatus.CANCELLED,
)
HOLIDAY = replace(
    EVENT,
    id=UUID("55555555-5555-4555-8555-555555555555"),
    title="Office closed",
    all_day=True,
    transparent=True,
    starts_at=datetime(2026, 4, 3, tzinfo=UTC),
    ends_at=datetime(2026, 4, 7, tzinfo=UTC),
)
ONE_DAY = replace(
    HOLIDAY,
    id=UUID("88888888-8888-4888-8888-888888888888"),
    title="Fair",
    transparent=False,
    ends_at=datetime(2026, 4, 4, tzinfo=UTC),
)
DONE = replace(
    TASK,
    id=UUID("66666666-6666-4666-8666-666666666666"),
    title="Order paper",
    completed_at=datetime(2026, 2, 21, 9, 29, 59, tzinfo=UTC),
    priority=0,
)
DUE_ON_A_DATE = replace(
    TASK,
    id=UUID("77777777-7777-4777-8777-777777777777"),
    title="Tax return",
    all_day=True,
    due_at=datetime(2026, 3, 31, tzinfo=UTC),
)
NON_ASCII = replace(
    EVENT,
    title="Bücherregal für Zoë: 日本語の会議、東京オフィスで新製品を話し合います 🎉👩‍👩‍👧‍👦",
    description="Καλημέρα\nC:\\Neu\\n; 1,5 %\n" + "ж" * 100,
    location="Łódź, ul. Święto Żaby 7",
    url="https://wiki.example/Bücher",
    categories=("Größe, klein", "日本"),
    calendar_name="Überstunden",
)
TODO = FeedSettings(task_format=TaskFormat.TODO)


def feed(*items: EventFacts | TaskFacts, name: str = "Team", **how: Unpack[Rendering]) -> bytes:
    """A whole feed of these items, in this order."""
    bodies = (component(item, **how) for item in items)
    return render_calendar(
        name=name, color="#3f51b5", components=filter(None, bodies), options=RenderOptions()
    )


FEEDS: Mapping[str, bytes] = {
    "empty": feed(),
    "full": feed(
        EVENT,
        OCCURRENCE,
        CANCELLED,
        settings=FeedSettings(cancelled=CancelledEvents.SHOW),
        stamp=Stamp(changed_at=datetime(2026, 2, 25, 12, tzinfo=UTC), generation=2),
        options=RenderOptions(description_length=20),
        several_calendars=True,
    ),
    "title": feed(EVENT, CANCELLED, HOLIDAY, TASK, detail=Detail.TITLE, several_calendars=True),
    "busy": feed(EVENT, OCCURRENCE, CANCELLED, HOLIDAY, TASK, name="Busy", detail=Detail.BUSY),
    "tasks-as-events": feed(TASK, DONE, DUE_ON_A_DATE),
    "tasks-as-todos": feed(TASK, DONE, DUE_ON_A_DATE, settings=TODO),
    "all-day": feed(HOLIDAY, ONE_DAY),
    "non-ascii": feed(NON_ASCII, name="Überstunden 🕓", several_calendars=True),
}

if __name__ == "__main__":
    for name, body in FEEDS.items():
        (FOLDER / f"{name}.ics").write_bytes(body)
