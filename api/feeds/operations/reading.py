"""Reading a feed: who proves an address, what it may show now, and the bytes of it.

Access is asked at every fetch, before anything is answered, "not modified" included. Whether the
secret is right is asked first, by a statement of its own: whoever cannot prove an address learns
nothing, not even from the time that it takes (docs/adr/0005-a-fetch-in-two-statements.md).
"""

import asyncio
import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.errors import NotFound
from api.feeds.operations.bodies import Body, BodyCache
from api.feeds.operations.rows import Entry, entries_in
from api.ical.calendar import render_calendar
from api.ical.event import render_event
from api.ical.facts import EventFacts, RenderOptions, Stamp
from api.ical.feed_settings import (
    CalendarNameIn,
    CancelledEvents,
    CompletedTasks,
    Detail,
    FeedSettings,
    TaskFormat,
)
from api.ical.task import render_task
from api.ical.window import Window, window_on
from api.models.database import fetch_rows
from api.models.feed import Feed, FeedKind
from api.models.fields import instant
from api.settings import Settings
from api.tokens import FEED, parse_token, verify_secret

logger = logging.getLogger(__name__)

NO_FEED: Final = "There is no calendar feed at this address."
ALL_CALENDARS: Final = "All calendars"
BUSY: Final = "Busy"
# Rendering this many items takes some milliseconds: more are rendered off the event loop.
_FEW: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """What of a feed decides what it says."""

    id: UUID
    user_id: UUID
    kind: FeedKind
    calendar_id: UUID | None
    label: str
    settings: FeedSettings
    stamp: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCalendar:
    """A calendar that the feed may show now, and how much of it."""

    id: UUID
    name: str
    color: str
    revision: int
    detail: Detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed as its address serves it now."""

    body: bytes
    etag: str
    item_count: int
    filename: str


_FEED_COLUMNS: Final = """
    f.id, f.user_id, f.kind, f.calendar_id, f.label, f.detail, f.task_format, f.cancelled,
    f.completed_tasks, f.only_assigned_to_me, f.calendar_name, f.changed_at, f.generation
"""
_BY_SELECTOR: Final = f"""
SELECT t.secret_hash, t.retired_at, f.expires_at, {_FEED_COLUMNS}
FROM feed_tokens t LEFT JOIN feeds f ON f.id = t.feed_id
WHERE t.selector = $1
"""  # noqa: S608  (columns of our own)
_SHOWN: Final = """
SELECT c.id, c.name, c.color, c.revision, a.detail
FROM calendar_access a JOIN calendars c ON c.id = a.calendar_id
WHERE a.user_id = $1 AND a.detail <> 'OFF' {chosen}
ORDER BY c.id
"""
_IN_FEED: Final = """
  AND a.calendar_id IN (SELECT calendar_id FROM feed_calendars WHERE feed_id = $2)
"""


async def read_address(
    address: str, now: datetime, *, settings: Settings, bodies: BodyCache
) -> Document:
    """What the address with this token serves now.

    Raises NotFound, always the same, for whatever is not a live address that shows a calendar.
    """
    feed = await _prove(address, now)
    return await _document(feed, now, settings=settings, bodies=bodies)


async def export_feed(
    feed: Feed, now: datetime, *, settings: Settings, bodies: BodyCache
) -> Document | None:
    """What the address of this feed serves now, without going through it; None for nothing."""
    if feed.expires_at is not None and feed.expires_at <= now:
        return None
    try:
        facts = _feed_facts(vars(feed))
        return await _document(facts, now, settings=settings, bodies=bodies)
    except NotFound:
        return None


async def _prove(address: str, now: datetime) -> FeedFacts:
    token = parse_token(address, FEED)
    if token is None:
        raise NotFound(NO_FEED)
    rows = await fetch_rows(_BY_SELECTOR, token.selector)
    row = rows[0] if rows else None
    proved = verify_secret(row["secret_hash"] if row else None, token.secret)
    if row is None or not proved or row["retired_at"] is not None or row["id"] is None:
        raise NotFound(NO_FEED)
    expires_at = instant(row["expires_at"])
    if expires_at is not None and expires_at <= now:
        raise NotFound(NO_FEED)
    return _feed_facts(row)


def _feed_facts(row: dict[str, Any]) -> FeedFacts:
    return FeedFacts(
        id=UUID(str(row["id"])),
        user_id=UUID(str(row["user_id"])),
        kind=FeedKind(row["kind"]),
        calendar_id=UUID(str(row["calendar_id"])) if row["calendar_id"] else None,
        label=row["label"],
        settings=FeedSettings(
            detail=Detail(row["detail"]),
            task_format=TaskFormat(row["task_format"]),
            cancelled=CancelledEvents(row["cancelled"]),
            completed_tasks=CompletedTasks(row["completed_tasks"]),
            only_assigned_to_me=bool(row["only_assigned_to_me"]),
            calendar_name=CalendarNameIn(row["calendar_name"]),
        ),
        stamp=Stamp(changed_at=instant(row["changed_at"]), generation=row["generation"]),
    )


async def _shown_calendars(feed: FeedFacts) -> list[ShownCalendar]:
    chosen: dict[FeedKind, tuple[str, tuple[UUID | None, ...]]] = {
        FeedKind.ALL: ("", ()),
        FeedKind.CALENDAR: ("AND a.calendar_id = $2", (feed.calendar_id,)),
        FeedKind.ADDITIONAL: (_IN_FEED, (feed.id,)),
    }
    condition, values = chosen[feed.kind]
    rows = await fetch_rows(_SHOWN.format(chosen=condition), feed.user_id, *values)
    return [
        ShownCalendar(
            id=UUID(str(row["id"])),
            name=row["name"],
            color=row["color"],
            revision=row["revision"],
            detail=feed.settings.detail.within(Detail(row["detail"])),
        )
        for row in rows
    ]


async def _document(
    feed: FeedFacts, now: datetime, *, settings: Settings, bodies: BodyCache
) -> Document:
    calendars = await _shown_calendars(feed)
    if not calendars:
        raise NotFound(NO_FEED)
    day = now.date()
    # What decides the bytes, and nothing else: users who may see the same share one rendering.
    key = (feed.kind, feed.label, feed.settings, feed.stamp, tuple(calendars), day)
    # The key was read before the rows are: a write in between costs a second rendering, never a
    # stale answer under a new key.
    body = bodies.get(key)
    if body is None:
        window = window_on(day, settings.window_past_days, settings.window_future_days)
        body = await _render(feed, calendars, window, settings)
        bodies.put(key, body)
    return Document(
        body=body.content,
        etag=body.etag,
        item_count=body.item_count,
        filename=_filename(_name(feed, calendars)),
    )


async def _render(
    feed: FeedFacts, calendars: Sequence[ShownCalendar], window: Window, settings: Settings
) -> Body:
    entries = await entries_in(window, {calendar.id: calendar.name for calendar in calendars})
    if len(entries) > _FEW:
        return await asyncio.to_thread(_rendered, feed, calendars, entries, settings)
    return _rendered(feed, calendars, entries, settings)


def _rendered(
    feed: FeedFacts,
    calendars: Sequence[ShownCalendar],
    entries: Sequence[Entry],
    settings: Settings,
) -> Body:
    options = RenderOptions(
        description_length=settings.description_length,
        refresh_interval=settings.refresh_interval,
    )
    details = {calendar.id: calendar.detail for calendar in calendars}
    components = []
    for entry in entries:
        component = _component(feed, entry, details[entry.calendar_id], options, len(calendars) > 1)
        if component is not None:
            components.append(component)
    content = render_calendar(
        name=_name(feed, calendars),
        color=calendars[0].color if feed.kind is FeedKind.CALENDAR else None,
        components=components,
        options=options,
    )
    return Body.of(content, item_count=len(components))


def _component(
    feed: FeedFacts, entry: Entry, detail: Detail, options: RenderOptions, several: bool
) -> bytes | None:
    """The entry's component, or None when it is not shown or cannot be rendered.

    One bad row costs that row, never the feed.
    """
    render: Any = render_event if isinstance(entry.facts, EventFacts) else render_task
    try:
        component: bytes | None = render(
            entry.facts,
            detail=detail,
            settings=feed.settings,
            stamp=feed.stamp,
            options=options,
            several_calendars=several,
        )
    except Exception as error:  # noqa: BLE001  (whatever is wrong with the row)
        # Without the error's text: what is in a calendar does not belong in a log.
        logger.error(  # noqa: TRY400
            "item %s is left out of a feed: %s", entry.facts.id, type(error).__name__
        )
        return None
    return component


def _name(feed: FeedFacts, calendars: Sequence[ShownCalendar]) -> str:
    if all(calendar.detail is Detail.BUSY for calendar in calendars):
        return BUSY
    if feed.kind is FeedKind.CALENDAR:
        return calendars[0].name
    return feed.label or ALL_CALENDARS


def _filename(name: str) -> str:
    """A file name in plain letters, for programs that save the feed."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return (re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:60] or "calendar") + ".ics"
