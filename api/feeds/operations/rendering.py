"""A feed's bytes, from what it may show and the rows of its window."""

import asyncio
import logging
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from api.feeds.operations.bodies import Body
from api.feeds.operations.deciding import FeedFacts, ShownCalendar
from api.feeds.operations.entries import UNREADABLE, Entries, Entry, Skipped, entries_of
from api.feeds.operations.rows import Rows, revisions_of, rows_in
from api.ical.calendar import render_calendar
from api.ical.event import render_event
from api.ical.facts import EventFacts, RenderOptions
from api.ical.feed_settings import Detail
from api.ical.task import render_task
from api.ical.text import printable_line
from api.ical.window import Window
from api.models.feed import FeedKind
from api.settings import Settings

logger = logging.getLogger(__name__)

ALL_CALENDARS: Final = "All calendars"
BUSY: Final = "Busy"
# A calendar that is written all the time is shown as it is after so many readings.
_TRIES: Final = 5
# Rendering this many items takes some milliseconds: more are rendered off the event loop.
_FEW: Final = 10


async def render(
    feed: FeedFacts, calendars: Sequence[ShownCalendar], window: Window, settings: Settings
) -> Body:
    """The feed as it is in this window; much of it is rendered off the event loop."""
    assignee = feed.user_id if feed.settings.only_assigned_to_me else None
    rows = await _rows_of_one_moment(window, calendars, assignee)
    if rows.series or len(rows) > _FEW:
        return await asyncio.to_thread(_rendered, feed, calendars, window, rows, settings)
    return _rendered(feed, calendars, window, rows, settings)


async def _rows_of_one_moment(
    window: Window, calendars: Sequence[ShownCalendar], assignee: UUID | None
) -> Rows:
    """The rows of these calendars, which several statements read.

    Where a write came between them, an occurrence might stand twice, or be missing; the next fetch
    would be right, but may be a day away. What may be shown stays as it was decided, whatever it is
    by now: the body is kept for all who may see just as much.
    """
    revisions = {
        calendar.id: calendar.revision for calendar in calendars if not calendar.assignees_hidden
    }
    ids = list(revisions)
    rows = await rows_in(window, ids, assignee=assignee)
    for _ in range(_TRIES):
        before, revisions = revisions, await revisions_of(ids)
        if revisions == before:
            break
        rows = await rows_in(window, ids, assignee=assignee)
    return rows


def _rendered(
    feed: FeedFacts,
    calendars: Sequence[ShownCalendar],
    window: Window,
    rows: Rows,
    settings: Settings,
) -> Body:
    options = render_options(settings)
    by_id = {calendar.id: calendar for calendar in calendars}
    entries = entries_of(rows, by_id, window)
    components = _components(feed, entries, by_id, options)
    content = render_calendar(
        name=_name(feed, calendars),
        color=_color(feed, calendars),
        components=components,
        options=options,
    )
    return Body.of(
        content,
        item_count=len(components),
        skipped=tuple(entries.skipped),
        too_many=entries.too_many,
        descriptions_cut=any(
            by_id[entry.calendar_id].detail is Detail.FULL
            and len(entry.facts.description) > settings.description_length
            for entry in entries.shown
        ),
    )


def _skipped(entry: Entry, detail: Detail, error: Exception) -> Skipped:
    # Without the error's text: what is in a calendar does not belong in a log.
    logger.error("item %s is left out of a feed: %s", entry.facts.id, type(error).__name__)
    title = "" if detail is Detail.BUSY else printable_line(str(entry.facts.title))
    return Skipped(title, UNREADABLE)


def _components(
    feed: FeedFacts,
    entries: Entries,
    calendars: Mapping[UUID, ShownCalendar],
    options: RenderOptions,
) -> list[bytes]:
    """The components of the entries; one that cannot be rendered is skipped."""
    components = []
    for entry in entries.shown:
        detail = calendars[entry.calendar_id].detail
        try:
            component = _component(feed, entry, detail, options)
        except Exception as error:  # noqa: BLE001  (one bad row costs that row, never the feed)
            entries.skipped.append(_skipped(entry, detail, error))
        else:
            components += [component] if component is not None else []
    return components


def render_options(settings: Settings) -> RenderOptions:
    """What the operator sets for all feeds."""
    return RenderOptions(
        description_length=settings.description_length,
        refresh_interval=settings.refresh_interval,
    )


def _component(
    feed: FeedFacts, entry: Entry, detail: Detail, options: RenderOptions
) -> bytes | None:
    """The entry's component, or None when it is not shown."""
    render: Any = render_event if isinstance(entry.facts, EventFacts) else render_task
    component: bytes | None = render(
        entry.facts,
        detail=detail,
        settings=feed.settings,
        stamp=feed.stamp,
        options=options,
        several_calendars=feed.several_calendars,
    )
    return component


def _name(feed: FeedFacts, calendars: Sequence[ShownCalendar]) -> str:
    if all(calendar.detail is Detail.BUSY for calendar in calendars):
        return BUSY
    if feed.kind is FeedKind.CALENDAR:
        return calendars[0].name
    return feed.label or ALL_CALENDARS


def _color(feed: FeedFacts, calendars: Sequence[ShownCalendar]) -> str | None:
    shows_one = feed.kind is FeedKind.CALENDAR and calendars[0].detail is not Detail.BUSY
    return calendars[0].color if shows_one else None


def filename_of(feed: FeedFacts, calendars: Sequence[ShownCalendar]) -> str:
    """A file name in plain letters, for programs that save the feed."""
    ascii_name = (
        unicodedata.normalize("NFKD", _name(feed, calendars)).encode("ascii", "ignore").decode()
    )
    return (re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:60] or "calendar") + ".ics"
