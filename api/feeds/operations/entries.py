"""Rows as the facts that are rendered: single events and tasks, and the occurrences of series."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.feeds.operations.deciding import ShownCalendar
from api.feeds.operations.rows import Row, Rows
from api.ical.facts import EventFacts, EventStatus, TaskFacts
from api.ical.feed_settings import Detail
from api.ical.recurrence import InvalidRule, Steps, expand
from api.ical.text import printable_line
from api.ical.window import Window
from api.models.fields import instant, stored_instant
from api.models.series import series_of

logger = logging.getLogger(__name__)

Calendars = Mapping[UUID, ShownCalendar]

# Ten times what Google Calendar is reported to take. Rendering as many takes some seconds of a core
# that all feeds share.
MOST_ITEMS: Final = 10_000
_MOST_EXPANDED: Final = 2 * MOST_ITEMS
# Of all series of a feed together: a daily one takes a hundred or two.
MOST_STEPS: Final = 200_000
UNREADABLE: Final = "It is stored in a form that cannot be read."


@dataclass(frozen=True, slots=True)
class Entry:
    """An item, and the calendar that it stands in."""

    calendar_id: UUID
    facts: EventFacts | TaskFacts


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that a feed leaves out because of what is wrong with it, and why, for its owner."""

    title: str
    reason: str


@dataclass(slots=True)
class Entries:
    """What a feed shows, by start and id, and what it had to leave out."""

    shown: list[Entry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    too_many: bool = False


def entries_of(rows: Rows, calendars: Calendars, window: Window) -> Entries:
    """The entries of the rows in the window; a row that cannot be read costs only itself."""
    overridden: dict[str, set[datetime]] = {}
    for row in rows.overridden:
        starts = overridden.setdefault(str(row["series_id"]), set())
        starts.add(stored_instant(row["original_start"]))

    entries = Entries()
    steps = Steps(MOST_STEPS)

    def occurrences(row: Row, calendar: ShownCalendar) -> list[EventFacts]:
        if len(entries.shown) > _MOST_EXPANDED:
            raise InvalidRule(
                "The feed has too many items already. Add a feed over fewer calendars."
            )
        return _occurrences(row, calendar, window, overridden.get(str(row["id"]), set()), steps)

    _add(entries, rows.events, calendars, lambda row, calendar: [_event(row, calendar)])
    _add(entries, rows.series, calendars, occurrences)
    _add(entries, rows.tasks, calendars, lambda row, calendar: [_task(row, calendar)])
    entries.shown.sort(key=_order)
    entries.too_many = len(entries.shown) > MOST_ITEMS
    # The earliest go: people look forward.
    entries.shown = entries.shown[-MOST_ITEMS:]
    return entries


def _add(
    entries: Entries,
    rows: Iterable[Row],
    calendars: Calendars,
    facts_of: Callable[[Row, ShownCalendar], Iterable[EventFacts | TaskFacts]],
) -> None:
    for row in rows:
        calendar = calendars[UUID(str(row["calendar_id"]))]
        try:
            entries.shown += [Entry(calendar.id, facts) for facts in facts_of(row, calendar)]
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            # Without the error's text: what is in a calendar does not belong in a log.
            logger.error("item %s cannot be read: %s", row["id"], type(error).__name__)  # noqa: TRY400
            entries.skipped.append(_skipped(row, calendar, error))


def _skipped(row: Row, calendar: ShownCalendar, error: Exception) -> Skipped:
    if calendar.detail is Detail.BUSY:
        return Skipped("", UNREADABLE)
    reason = str(error) if isinstance(error, InvalidRule) else UNREADABLE
    return Skipped(printable_line(str(row["title"])), reason)


def _order(entry: Entry) -> tuple[datetime, str, datetime]:
    facts = entry.facts
    if isinstance(facts, EventFacts):
        return facts.starts_at, str(facts.id), facts.original_start or facts.starts_at
    return facts.due_at, str(facts.id), facts.due_at


def _occurrences(
    row: Row,
    calendar: ShownCalendar,
    window: Window,
    overridden: set[datetime],
    steps: Steps,
) -> list[EventFacts]:
    """The occurrences of a series in the window, without those that an override stands for."""
    whole = _event(row, calendar)
    return [
        replace(
            whole,
            starts_at=occurrence.starts_at,
            ends_at=occurrence.ends_at,
            original_start=occurrence.original_start,
        )
        for occurrence in expand(series_of(row, calendar.time_zone), window, steps)
        if occurrence.original_start not in overridden
    ]


def _common(row: Row, calendar: ShownCalendar) -> dict[str, Any]:
    categories = row["categories"]
    return {
        "id": UUID(str(row["id"])),
        "title": row["title"],
        "description": row["description"],
        "url": row["url"],
        "categories": tuple(json.loads(categories) if isinstance(categories, str) else categories),
        "all_day": bool(row["all_day"]),
        "sequence": row["sequence"],
        "created_at": stored_instant(row["created_at"]),
        "updated_at": stored_instant(row["updated_at"]),
        "calendar_name": calendar.name,
    }


def _event(row: Row, calendar: ShownCalendar) -> EventFacts:
    common = _common(row, calendar)
    if row.get("series_id") is not None:
        # An override is its series' occurrence, with the UID that it has there.
        common["id"] = UUID(str(row["series_id"]))
    return EventFacts(
        **common,
        starts_at=stored_instant(row["starts_at"]),
        ends_at=stored_instant(row["ends_at"]),
        location=row["location"],
        status=EventStatus(row["status"]),
        transparent=bool(row["transparent"]),
        original_start=instant(row.get("original_start")),
    )


def _task(row: Row, calendar: ShownCalendar) -> TaskFacts:
    return TaskFacts(
        **_common(row, calendar),
        due_at=stored_instant(row["due_at"]),
        completed_at=instant(row["completed_at"]),
        priority=row["priority"],
    )
