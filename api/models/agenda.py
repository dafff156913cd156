"""What takes place in calendars: single events, and the occurrences of series, in one order.

Each has a place: its start, then the key of the event or series, then the start that the series
gives it.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet

from api.ical.recurrence import Steps
from api.ical.window import Window
from api.models.agenda_rows import (
    AgendaRows,
    Placed,
    SeenCalendar,
    count_singles,
    read_rows,
)
from api.models.agenda_series import as_their_series_say, check_left, expanded
from api.models.agenda_texts import made_of, read_texts
from api.models.entry import Event, OccurrenceKey
from api.models.expanding import off_loop
from api.models.fields import key
from api.models.pacing import paced
from api.models.paging import BATCH, Page, Place, reach

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
        check_left(steps)
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
        check_left(steps)
        singles = await count_singles(seen, window)
        rows = await read_rows(seen, window, None)
        reaches = dict.fromkeys((calendar.id for calendar in seen), window)
        occurrences = await off_loop(expanded, rows, seen, reaches, window, steps)
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
        found |= await off_loop(as_their_series_say, all_series, unchanged, steps)
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
    occurrences = expanded(rows, seen, reaches, window, steps)
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
