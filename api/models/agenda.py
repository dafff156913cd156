"""What takes place in calendars: single events, and the occurrences of series, in one order.

Each has a place: its start, then the key of the event or series, then the start that the series
gives it.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from api.errors import BadRequest
from api.ical.event import takes_time
from api.ical.facts import EventStatus
from api.ical.recurrence import Occurrence, Steps, expand
from api.ical.recurrence.expansion import occurrence_at
from api.ical.recurrence.steps import TooManySteps
from api.ical.window import Window
from api.models.agenda_rows import (
    AgendaRows,
    Placed,
    Row,
    SeenCalendar,
    count_singles,
    read_rows,
)
from api.models.entry import Event, OccurrenceKey
from api.models.fields import key
from api.models.paging import BATCH, Page, Place, reach
from api.models.series import series_of

logger = logging.getLogger(__name__)

# Of all series of a list together: of 500 daily ones for as many days as can be asked for.
MOST_STEPS: Final = 200_000
_TOO_MANY: Final = "Too many occurrences have to be looked for. Ask for fewer days, or objects."


def place_of(event: Event) -> Place:
    """The place of a single event or an occurrence."""
    return (
        event.starts_at,
        event.id if event.series_id is None else event.series_id,
        event.starts_at if event.original_start is None else event.original_start,
    )


async def events_in(
    calendars: Sequence[SeenCalendar], window: Window, page: Page
) -> dict[UUID, list[Event]]:
    """The same page of each calendar's events in the window (`Window.holds_event`), by place.

    One more than the page has, if there is one. Overrides stand where they were moved; an
    occurrence that is as its series says comes as the override that would say so. Raises BadRequest
    when there is too much to expand.
    """
    found: dict[UUID, list[Event]] = {}
    steps = Steps(MOST_STEPS, _TOO_MANY)
    for start in range(0, len(calendars), BATCH):
        seen = calendars[start : start + BATCH]
        rows = await read_rows(seen, window, page)
        # Without series there is next to nothing to compute.
        if rows.series:
            found |= await asyncio.to_thread(_pages, rows, seen, window, page, steps)
        else:
            found |= _pages(rows, seen, window, page, steps)
    return found


async def count_events(calendars: Sequence[SeenCalendar], window: Window) -> dict[UUID, int]:
    """How many events each calendar has in the window."""
    counts: dict[UUID, int] = {}
    steps = Steps(MOST_STEPS, _TOO_MANY)
    for start in range(0, len(calendars), BATCH):
        seen = calendars[start : start + BATCH]
        singles = await count_singles(seen, window)
        rows = await read_rows(seen, window, None)
        reaches = dict.fromkeys((calendar.id for calendar in seen), window)
        occurrences = await asyncio.to_thread(_occurrences, rows, seen, reaches, window, steps)
        for calendar in seen:
            counts[calendar.id] = singles.get(calendar.id, 0) + len(occurrences[calendar.id])
    return counts


async def occurrences_among(
    seen: QuerySet[Event], keys: Collection[OccurrenceKey]
) -> dict[OccurrenceKey, Event]:
    """The occurrences with these keys among the events that somebody sees, with `viewer_role`."""
    series_ids = {each.series_id for each in keys}
    seen = seen.annotate(zone=F("calendar__time_zone"))
    all_series = {row.id: row for row in await seen.filter(id__in=series_ids)}
    starts = {each.original_start for each in keys}
    found: dict[OccurrenceKey, Event] = {
        OccurrenceKey(key(row.series_id), row.original_start): row
        for row in await seen.filter(series_id__in=series_ids, original_start__in=starts)
    }
    steps = Steps(MOST_STEPS, _TOO_MANY)
    for each in keys:
        series = all_series.get(each.series_id)
        if series is not None and series.rrule is not None and each not in found:
            # One at a time: what is expanded are the days around it.
            event = await asyncio.to_thread(_occurrence_of, series, each, steps)
            if event is not None:
                found[each] = event
    return {each: event for each, event in found.items() if each in keys}


def _occurrence_of(series: Event, wanted: OccurrenceKey, steps: Steps) -> Event | None:
    """The occurrence that the series starts then, if it does."""
    facts = series_of(vars(series), vars(series)["zone"])
    try:
        occurrence = occurrence_at(facts, wanted.original_start, steps)
    except TooManySteps as error:
        raise BadRequest(str(error)) from None
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        _log_unreadable(series.id, error)
        return None
    if occurrence is None:
        return None
    event = _occurrence_event(vars(series), occurrence)
    event.viewer_role = series.viewer_role
    return event


def _pages(
    rows: AgendaRows, seen: Sequence[SeenCalendar], window: Window, page: Page, steps: Steps
) -> dict[UUID, list[Event]]:
    singles = {
        calendar.id: page.cut(rows.singles.get(calendar.id, ()), lambda each: each.place)
        for calendar in seen
    }
    reaches = {calendar_id: _reach(window, page, placed) for calendar_id, placed in singles.items()}
    occurrences = _occurrences(rows, seen, reaches, window, steps)
    found = {}
    for calendar_id, placed in singles.items():
        between = [each for each in occurrences[calendar_id] if page.holds(each.place)]
        shown = page.cut([*placed, *between], lambda each: each.place)
        found[calendar_id] = [_event(each) for each in shown]
    return found


def _reach(window: Window, page: Page, singles: Sequence[Placed]) -> Window:
    """The part of the window in which an occurrence has to start to be on the page.

    When others fill the page already, nothing behind the last one of them is.
    """
    within = reach(window, page)
    if len(singles) <= page.size:
        return within
    if page.backwards:
        return reach(within, Page(0, after=singles[0].place))
    return reach(within, Page(0, before=singles[-1].place))


def _occurrences(
    rows: AgendaRows,
    seen: Sequence[SeenCalendar],
    reaches: Mapping[UUID, Window],
    window: Window,
    steps: Steps,
) -> dict[UUID, list[Placed]]:
    """By calendar the occurrences that are as their series say, in its reach of the window."""
    calendars = {calendar.id: calendar for calendar in seen}
    found: dict[UUID, list[Placed]] = {calendar.id: [] for calendar in seen}
    for row in rows.series:
        calendar = calendars[key(row["calendar_id"])]
        if calendar.times_only and not _takes_time(row):
            continue
        found[calendar.id] += [
            Placed((each.starts_at, key(row["id"]), each.original_start), row, each)
            for each in _expanded(row, calendar, reaches[calendar.id], steps)
            if (str(row["id"]), each.original_start) not in rows.overridden
            and window.holds_event(each.starts_at, each.ends_at)
        ]
    return found


def _expanded(row: Row, calendar: SeenCalendar, within: Window, steps: Steps) -> list[Occurrence]:
    """The occurrences of a series; none of one that cannot be read, which costs only itself."""
    try:
        return expand(series_of(row, calendar.time_zone), within, steps)
    except TooManySteps as error:
        raise BadRequest(str(error)) from None
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        _log_unreadable(row["id"], error)
        return []


def _log_unreadable(series_id: object, error: Exception) -> None:
    # Without the error's text: what is in a calendar does not belong in a log.
    logger.error("series %s cannot be read: %s", series_id, type(error).__name__)


def _takes_time(row: Row) -> bool:
    return takes_time(EventStatus(row["status"]), transparent=bool(row["transparent"]))


def _event(placed: Placed) -> Event:
    if placed.occurrence is None:
        return _of_row(placed.row)
    return _occurrence_event(placed.row, placed.occurrence)


def _occurrence_event(series: Row, occurrence: Occurrence) -> Event:
    """An occurrence that is as its series says: the override that would say so, never stored."""
    return _of_row(
        {
            **series,
            "starts_at": occurrence.starts_at,
            "ends_at": occurrence.ends_at,
            "rrule": None,
            "rdates": [],
            "exdates": [],
            "series_ends_at": None,
            "series_id": key(series["id"]),
            "original_start": occurrence.original_start,
        }
    )


def _of_row(row: Row) -> Event:
    # The ORM's own way to make one of a row, which has no public name.
    return Event._init_from_db(**row)  # noqa: SLF001
