"""The owner's report on a feed: what it shows and leaves out, and what programs may dislike."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import islice
from typing import Any, Final
from uuid import UUID

from icalendar import Component

from api.feeds.operations.addresses import is_public
from api.feeds.operations.bodies import Body, BodyCache
from api.feeds.operations.deciding import FeedFacts, ShownCalendar, facts_of, shown_calendars
from api.feeds.operations.entries import Skipped
from api.feeds.operations.reading import body_of
from api.feeds.operations.rows import placeholders
from api.ical.feed_settings import Detail, TaskFormat
from api.ical.window import Window, midnight, window_on
from api.models.database import fetch_rows
from api.models.feed import Feed
from api.settings import Settings

# What Google Calendar is reported to take of a feed.
GOOGLE_BYTES: Final = 800_000
GOOGLE_ITEMS: Final = 1_000

_COMPONENT: Final = re.compile(
    rb"^BEGIN:(VEVENT|VTODO)\r\n.*?^END:\1\r\n", re.DOTALL | re.MULTILINE
)
_END: Final = re.compile(rb"^(?:DTEND|DUE)(?:;VALUE=DATE)?:(\d{8}(?:T\d{6})?)Z?\r$", re.MULTILINE)


class FeedWarning(StrEnum):
    """What may keep people from seeing what they expect."""

    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_ITEMS = "TOO_MANY_ITEMS"
    ADDRESS_NOT_PUBLIC = "ADDRESS_NOT_PUBLIC"
    DESCRIPTIONS_CUT = "DESCRIPTIONS_CUT"
    NOTHING_IN_WINDOW = "NOTHING_IN_WINDOW"
    ITEMS_LEFT_OUT = "ITEMS_LEFT_OUT"
    OVERDUE_TASKS_OUTSIDE = "OVERDUE_TASKS_OUTSIDE"
    ASSIGNEES_HIDDEN = "ASSIGNEES_HIDDEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewItem:
    """An item as the feed shows it; times in UTC, dates as 00:00 UTC, `ends_at` exclusive."""

    title: str
    starts_at: datetime | None
    ends_at: datetime
    all_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the feed's owner is told of it. `later_items` come into the window some day."""

    item_count: int
    size_bytes: int
    warnings: tuple[FeedWarning, ...]
    skipped: tuple[Skipped, ...]
    later_items: int
    body: bytes


async def report_feed(
    feed: Feed, now: datetime, *, settings: Settings, bodies: BodyCache
) -> Report | None:
    """The report on what the feed's address serves now; None while it serves no calendar."""
    facts = await facts_of(feed.id, now)
    calendars = await shown_calendars(facts) if facts else []
    if facts is None or not calendars:
        return None
    window = window_on(now.date(), settings.window_past_days, settings.window_future_days)
    body = await body_of(facts, calendars, now, settings=settings, bodies=bodies)
    known = [calendar for calendar in calendars if not calendar.assignees_hidden]
    overdue = await _overdue_tasks(facts, known, window)
    hidden = len(known) < len(calendars)
    return Report(
        item_count=body.item_count,
        size_bytes=len(body.content),
        warnings=tuple(
            _warnings(body, overdue=overdue, hidden=hidden, public_url=settings.base_url)
        ),
        skipped=body.skipped,
        later_items=await _later_items(facts, known, window),
        body=body.content,
    )


async def preview(report: Report, now: datetime, first: int) -> list[PreviewItem]:
    """The first so many items that are not over yet, as a calendar program reads them."""
    return await asyncio.to_thread(_preview, report.body, now, first)


def _warnings(body: Body, *, overdue: int, hidden: bool, public_url: str) -> Iterator[FeedWarning]:
    if len(body.content) > GOOGLE_BYTES:
        yield FeedWarning.TOO_LARGE
    if body.item_count > GOOGLE_ITEMS:
        yield FeedWarning.TOO_MANY_ITEMS
    if not is_public(public_url):
        yield FeedWarning.ADDRESS_NOT_PUBLIC
    if body.descriptions_cut:
        yield FeedWarning.DESCRIPTIONS_CUT
    if not body.item_count:
        yield FeedWarning.NOTHING_IN_WINDOW
    if body.too_many:
        yield FeedWarning.ITEMS_LEFT_OUT
    if overdue:
        yield FeedWarning.OVERDUE_TASKS_OUTSIDE
    if hidden:
        yield FeedWarning.ASSIGNEES_HIDDEN


def _preview(body: bytes, now: datetime, first: int) -> list[PreviewItem]:
    running = (found[0] for found in _COMPONENT.finditer(body) if _ends(found[0]) > now)
    return [_item(Component.from_ical(found.decode())) for found in islice(running, first)]


def _ends(component: bytes) -> datetime:
    """When a component of ours ends: reading it whole would take a hundred times as long."""
    found = _END.search(component)
    if found is None:
        raise ValueError("a component without an end")
    return datetime.fromisoformat(found[1].decode()).replace(tzinfo=UTC)


def _item(component: Any) -> PreviewItem:
    end = (component.get("DTEND") or component["DUE"]).dt
    start = component.get("DTSTART")
    return PreviewItem(
        title=str(component["SUMMARY"]),
        starts_at=_instant(start.dt) if start else None,
        ends_at=_instant(end),
        all_day=not isinstance(end, datetime),
    )


def _instant(moment: date) -> datetime:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return midnight(moment)


async def _overdue_tasks(
    feed: FeedFacts, calendars: Sequence[ShownCalendar], window: Window
) -> int:
    """Open tasks that were due before the window: no program shows them any more."""
    ids = _ids(calendars, busy=False)
    if not ids or feed.settings.task_format is TaskFormat.NONE:
        return 0
    return await _count("tasks", "due_at < $1 AND completed_at IS NULL", window.start, ids, feed)


async def _later_items(feed: FeedFacts, calendars: Sequence[ShownCalendar], window: Window) -> int:
    """Events and tasks after the window, a series that goes on counted once."""
    later = """series_id IS NULL AND (CASE WHEN rrule IS NULL THEN starts_at >= $1
        ELSE series_ends_at IS NULL OR series_ends_at > $1 END)"""
    takes_time = "AND status <> 'CANCELLED' AND NOT transparent"
    readable, busy = _ids(calendars, busy=False), _ids(calendars, busy=True)
    count = 0
    if readable:
        count += await _count("events", later, window.end, readable, feed)
        if feed.settings.task_format is not TaskFormat.NONE:
            count += await _count("tasks", "due_at >= $1", window.end, readable, feed)
    if busy:
        count += await _count("events", f"{later} {takes_time}", window.end, busy, feed)
    return count


def _ids(calendars: Iterable[ShownCalendar], *, busy: bool) -> list[UUID]:
    return [calendar.id for calendar in calendars if (calendar.detail is Detail.BUSY) is busy]


async def _count(
    table: str, condition: str, at: datetime, ids: Sequence[UUID], feed: FeedFacts
) -> int:
    values: list[object] = [at, *ids]
    assigned = ""
    if feed.settings.only_assigned_to_me:
        values.append(feed.user_id)
        kind = table.removesuffix("s")
        assigned = f"""AND id IN (
            SELECT {kind}_id FROM {kind}_assignees WHERE user_id = ${len(values)})"""  # noqa: S608  (a table of our own)
    statement = f"""
    SELECT COUNT(*) AS n FROM {table}
    WHERE calendar_id IN ({placeholders(len(ids), after=1)}) AND {condition} {assigned}
    """  # noqa: S608  (conditions of our own)
    return int((await fetch_rows(statement, *values))[0]["n"])
