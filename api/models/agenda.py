"""What takes place in calendars: single events, and the occurrences of series, in one order.

Each has a place: its start, then the key of the event or series, then the start that the series
gives it.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet

from api.errors import BadRequest
from api.ical.event import takes_time
from api.ical.facts import EventStatus
from api.ical.recurrence import Occurrence, Series, Steps, expand
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
from api.models.agenda_texts import made_of, occurrence_event, read_texts
from api.models.entry import Event, OccurrenceKey
from api.models.expanding import off_loop, take_series
from api.models.fields import key
from api.models.pacing import paced
from api.models.paging import BATCH, Page, Place, reach
from api.models.series import series_of

logger = logging.getLogger(__name__)

# What is written all the time is shown as it is after so many readings.
_TRIES = 5


def place_of(event: Event) -> Place:
    """The place of a single event or an occurrence."""
    return (
        event.starts_at,
        event.id if event.series_id is None else event.series_id,
        event.starts_at if event.original_start is None else event.original_start,
    )


async def events_in(
    calendars: Sequence[SeenCalendar], window: Window, page: Page, steps: Steps
) -> dict[UUID, list[Event]]:
    """The same page of each calendar's events in the window (`Window.holds_event`), by place.

    One more than the page has, if there is one. Overrides stand where they were moved; an
    occurrence that is as its series says comes as the override that would say so. `steps` are
    those of the request (`api.models.expanding`). Raises BadRequest when there is too much to
    expand.
    """
    found: dict[UUID, list[Event]] = {}
    for start in range(0, len(calendars), BATCH):
        found |= await _events_in(calendars[start : start + BATCH], window, page, steps)
    return found


async def _events_in(
    seen: Sequence[SeenCalendar], window: Window, page: Page, steps: Steps
) -> dict[UUID, list[Event]]:
    """The page of so few calendars that one statement says where its events are."""
    readable = {calendar.id for calendar in seen if not calendar.times_only}
    tries = 0
    while True:
        tries += 1
        _check_left(steps)
        rows = await read_rows(seen, window, page)
        # Without series there is next to nothing to compute.
        if rows.series:
            shown = await off_loop(_pages, rows, seen, window, page, steps)
        else:
            shown = _pages(rows, seen, window, page, steps)
        named = [each.row for id_ in shown.keys() & readable for each in shown[id_]]
        texts = await read_texts(named)
        if tries == _TRIES or await texts.are_of(named):
            break
    return {
        id_: [made_of(each, texts if id_ in readable else None) for each in placed]
        async for id_, placed in paced(shown.items(), in_one_go=1)
    }


async def count_events(
    calendars: Sequence[SeenCalendar], window: Window, steps: Steps
) -> dict[UUID, int]:
    """How many events each calendar has in the window; `steps` and errors as of `events_in`."""
    counts: dict[UUID, int] = {}
    for start in range(0, len(calendars), BATCH):
        seen = calendars[start : start + BATCH]
        _check_left(steps)
        singles = await count_singles(seen, window)
        rows = await read_rows(seen, window, None)
        reaches = dict.fromkeys((calendar.id for calendar in seen), window)
        occurrences = await off_loop(_occurrences, rows, seen, reaches, window, steps)
        for calendar in seen:
            counts[calendar.id] = singles.get(calendar.id, 0) + len(occurrences[calendar.id])
    return counts


async def occurrences_among(
    seen: QuerySet[Event], keys: Collection[OccurrenceKey], steps: Steps
) -> dict[OccurrenceKey, Event]:
    """The occurrences with these keys among the events that somebody sees, with `viewer_role`."""
    seen = seen.annotate(zone=F("calendar__time_zone"))
    series_ids = {each.series_id for each in keys}
    series = seen.filter(id__in=series_ids, rrule__isnull=False)
    all_series = {row.id: row for row in await series}
    named = [Q(series_id=id_, original_start=start) for id_, start in keys]
    found = {
        OccurrenceKey(key(row.series_id), row.original_start): row
        for row in await seen.filter(Q(*named, join_type=Q.OR))
    }
    unchanged = [each for each in keys if each not in found]
    if all_series and unchanged:
        found |= await off_loop(_as_their_series_say, all_series, unchanged, steps)
    return found


def _as_their_series_say(
    all_series: Mapping[UUID, Event], keys: Collection[OccurrenceKey], steps: Steps
) -> dict[OccurrenceKey, Event]:
    """Those of the occurrences that these series have; one at a time, each with its days."""
    facts = {id_: _facts_of(vars(row), vars(row)["zone"], steps) for id_, row in all_series.items()}
    found = {}
    for each in keys:
        series = facts.get(each.series_id)
        occurrence = _occurrence_of(series, each, steps) if series is not None else None
        if occurrence is not None:
            row = all_series[each.series_id]
            event = occurrence_event(vars(row), occurrence)
            event.viewer_role = row.viewer_role
            found[each] = event
    return found


def _pages(
    rows: AgendaRows, seen: Sequence[SeenCalendar], window: Window, page: Page, steps: Steps
) -> dict[UUID, list[Placed]]:
    """What each calendar shows, by place: one more than the page has, if there is one."""
    singles = {
        calendar.id: page.cut(rows.singles.get(calendar.id, ()), lambda each: each.place)
        for calendar in seen
    }
    reaches = {calendar_id: _reach(window, page, placed) for calendar_id, placed in singles.items()}
    occurrences = _occurrences(rows, seen, reaches, window, steps)
    found = {}
    for calendar_id, placed in singles.items():
        between = [each for each in occurrences[calendar_id] if page.holds(each.place)]
        found[calendar_id] = page.cut([*placed, *between], lambda each: each.place)
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
    series = _facts_of(row, calendar.time_zone, steps)
    with _costs_itself(row["id"]):
        return expand(series, within, steps) if series is not None else []
    return []


def _occurrence_of(series: Series, wanted: OccurrenceKey, steps: Steps) -> Occurrence | None:
    with _costs_itself(wanted.series_id):
        return occurrence_at(series, wanted.original_start, steps)
    return None


def _facts_of(row: Row, calendar_zone: str, steps: Steps) -> Series | None:
    """The series in a row, None of what is none."""
    with _costs_itself(row["id"]):
        series = series_of(row, calendar_zone)
        take_series(series, steps)
        return series
    return None


def _check_left(steps: Steps) -> None:
    """Reads nothing more for a request that has used up its steps. Raises BadRequest."""
    with _costs_itself(None):
        steps.take(0)


@contextmanager
def _costs_itself(series_id: object) -> Iterator[None]:
    """Leaves out a series that cannot be read; raises BadRequest where the steps are used up."""
    try:
        yield
    except TooManySteps as error:
        raise BadRequest(str(error)) from None
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        # Without the error's text: what is in a calendar does not belong in a log.
        logger.error("series %s cannot be read: %s", series_id, type(error).__name__)  # noqa: TRY400


def _takes_time(row: Row) -> bool:
    return takes_time(EventStatus(row["status"]), transparent=bool(row["transparent"]))
