"""Importing real calendar files of other people's making, and reading what became of them."""

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar as Parsed

from api.feeds.importing import import_file
from api.feeds.operations.bodies import BodyCache
from api.feeds.operations.listing import make_default_feeds
from api.feeds.operations.reading import export_feed
from api.ical.facts import EventStatus
from api.models import Calendar, Event, Feed, Member, Task
from api.models.feed import FeedKind
from api.settings import load_settings
from tests.clock import NOON
from tests.factories import make_calendar, make_user
from tests.ical.parsing_samples import Sample, needs_samples, samples

# Files that no program should refuse as a whole.
READABLE = [sample for sample in samples() if not sample.is_garbage]

# The widest window that can be set, so that few looks see all items: ten years either way.
DAYS = timedelta(days=3_660)
SETTINGS = load_settings(
    {
        "CALENDAR_FEEDS_WINDOW_PAST_DAYS": str(DAYS.days),
        "CALENDAR_FEEDS_WINDOW_FUTURE_DAYS": str(DAYS.days),
    }
)


@needs_samples
@pytest.mark.parametrize("sample", READABLE, ids=lambda sample: sample.name)
async def test_every_item_of_a_real_file_is_accounted_for_kept_and_shown(
    open_database: str, sample: Sample
) -> None:
    calendar = await make_calendar(await make_user())

    report = await import_file(calendar, sample.content, NOON)

    named = len(report.refused) + len(report.series)
    assert report.created + report.unchanged + named == sample.vevents + sample.vtodos
    assert all(item.reason for item in [*report.refused, *report.series])
    revision = (await Calendar.get(id=calendar.id)).revision

    again = await import_file(calendar, sample.content, NOON + timedelta(days=1))

    assert (again.changed, again.unchanged) == (0, report.created + report.unchanged)
    assert (again.refused, again.series) == (report.refused, report.series)
    assert (await Calendar.get(id=calendar.id)).revision == revision

    starts = await starts_of_what_is_shown()
    assert len(await uids_shown(calendar, starts)) == len(starts)


async def starts_of_what_is_shown() -> list[datetime]:
    """When each event begins and each task is due that a feed speaks of, the first one first."""
    events = await Event.exclude(status=EventStatus.CANCELLED)
    tasks = await Task.all()
    return sorted([event.starts_at for event in events] + [task.due_at for task in tasks])


async def uids_shown(calendar: Calendar, starts: list[datetime]) -> set[str]:
    """The UIDs in the calendar's feed, on as many days as it takes to see what starts then."""
    owner = await Member.get(calendar_id=calendar.id)
    await make_default_feeds(owner.user_id, NOON)
    feed = await Feed.get(kind=FeedKind.CALENDAR)
    shown: set[str] = set()
    while starts:
        day = starts[0] + DAYS
        document = await export_feed(feed, day, settings=SETTINGS, bodies=BodyCache(0))
        assert document is not None
        events = Parsed.from_ical(document.body).walk("VEVENT")
        assert len(events) == document.item_count
        shown |= {str(event["UID"]) for event in events}
        starts = [start for start in starts if start.date() > (day + DAYS).date()]
    return shown
