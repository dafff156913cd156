"""Importing real calendar files of other people's making, and reading what became of them."""

from datetime import datetime, timedelta

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
from tests.engines import by_turns
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
@by_turns("sample", READABLE, ids=[sample.name for sample in READABLE])
async def test_every_item_of_a_real_file_is_accounted_for_kept_and_shown(
    open_database: str, sample: Sample
) -> None:
    calendar = await make_calendar(await make_user())

    report = await import_file(calendar, sample.content, NOON)

    assert report.created + len(report.refused) == sample.vevents + sample.vtodos
    assert all(item.reason for item in report.refused)
    revision = (await Calendar.get(id=calendar.id)).revision

    again = await import_file(calendar, sample.content, NOON + timedelta(days=1))

    assert (again.changed, again.unchanged) == (0, report.created)
    assert again.refused == report.refused
    assert (await Calendar.get(id=calendar.id)).revision == revision

    if await Event.exclude(rrule=None).exists():
        await assert_series_are_shown_without_rules(calendar)
    else:
        starts = await starts_of_what_is_shown()
        assert len(await uids_shown(calendar, starts)) == len(starts)


async def assert_series_are_shown_without_rules(calendar: Calendar) -> None:
    """A look at the feed when the first of the series begins."""
    first = await Event.exclude(rrule=None).order_by("starts_at").first()
    assert first is not None
    feed = await feed_of(calendar)
    document = await export_feed(
        feed, first.starts_at, settings=load_settings({}), bodies=BodyCache(0)
    )
    assert document is not None
    events = Parsed.from_ical(document.body).walk("VEVENT")
    assert document.item_count == len(events) == len({str(event["UID"]) for event in events}) > 0
    assert not any("RRULE" in event or "RECURRENCE-ID" in event for event in events)


async def feed_of(calendar: Calendar) -> Feed:
    """The feed of the calendar for its owner."""
    owner = await Member.get(calendar_id=calendar.id)
    await make_default_feeds(owner.user_id, NOON)
    return await Feed.get(kind=FeedKind.CALENDAR)


async def starts_of_what_is_shown() -> list[datetime]:
    """When each event begins and each task is due that a feed speaks of, the first one first."""
    events = await Event.exclude(status=EventStatus.CANCELLED)
    tasks = await Task.all()
    return sorted([event.starts_at for event in events] + [task.due_at for task in tasks])


async def uids_shown(calendar: Calendar, starts: list[datetime]) -> set[str]:
    """The UIDs in the calendar's feed, on as many days as it takes to see what starts then."""
    feed = await feed_of(calendar)
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
