"""The rows of an agenda, read by one statement, as of one moment.

Between two statements a write could show an occurrence twice, or not at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from api.ical.recurrence import Occurrence
from api.ical.window import Window
from api.models.database import fetch_rows
from api.models.entry import Event
from api.models.fields import key, stored_instant
from api.models.paging import Page, Values, all_of, columns_of, page_of, reach

# How long before the window an occurrence may begin that still runs in it, and then some.
_LONGEST: Final = timedelta(days=370)
_DAY: Final = timedelta(days=1)
_ORDER: Final = (
    "e.starts_at",
    "COALESCE(e.series_id, e.id)",
    "COALESCE(e.original_start, e.starts_at)",
)
# What `api.ical.event.takes_time` says of a row.
_TAKES_TIME: Final = " AND NOT e.transparent AND e.status <> 'CANCELLED'"
_ALIVE: Final = """
s.calendar_id IN ({calendars}) AND s.rrule IS NOT NULL AND s.starts_at < {end}
AND (s.series_ends_at IS NULL OR s.series_ends_at > {start})
"""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SeenCalendar:
    """A calendar as somebody sees it: all of its events, or the times that are taken only."""

    id: UUID
    time_zone: str
    times_only: bool


class Placed(NamedTuple):
    """A row and its place; of an occurrence that is as its series says also which it is."""

    place: tuple[datetime, UUID, datetime]
    row: Row
    occurrence: Occurrence | None = None


@dataclass(slots=True)
class AgendaRows:
    """Single events and overrides by calendar, series, and occurrences that overrides stand for."""

    singles: dict[UUID, list[Placed]] = field(default_factory=dict)
    series: list[Row] = field(default_factory=list)
    overridden: set[tuple[str, datetime]] = field(default_factory=set)


async def read_rows(
    calendars: Sequence[SeenCalendar], window: Window, page: Page | None
) -> AgendaRows:
    """The series alive in the window, and of each calendar the page of its other events."""
    values = Values()
    parts = [
        page_of(single, _ORDER, page, values)
        for calendar in calendars
        if page is not None
        for single in _singles(calendar, window, page, values)
    ]
    parts += _series(calendars, window, values)
    rows = AgendaRows()
    for row in await fetch_rows(all_of(parts), *values.listed()):
        match row["part"]:
            case "series":
                rows.series.append(row)
            case "overridden":
                rows.overridden.add((str(row["series_id"]), stored_instant(row["original_start"])))
            case _:
                rows.singles.setdefault(key(row["calendar_id"]), []).append(_placed(row))
    return rows


async def count_singles(calendars: Sequence[SeenCalendar], window: Window) -> dict[UUID, int]:
    """How many single events and overrides the calendars that have any hold in the window."""
    values = Values()
    whole = Page(0)
    parts = [
        f"SELECT COUNT(*) AS number, calendar_id FROM ({single}) AS part GROUP BY calendar_id"  # noqa: S608
        for calendar in calendars
        for single in _singles(calendar, window, whole, values, ("calendar_id",))
    ]
    counts: dict[UUID, int] = {}
    for row in await fetch_rows(all_of(parts), *values.listed()):
        calendar_id = key(row["calendar_id"])
        counts[calendar_id] = counts.get(calendar_id, 0) + row["number"]
    return counts


def _singles(
    calendar: SeenCalendar,
    window: Window,
    page: Page,
    values: Values,
    columns: Sequence[str] | None = None,
) -> Iterator[str]:
    """Statements of the single events and overrides in the window that the page may have.

    What begins in it or on the day before is found by one index, what is longer than a day and
    began earlier still by another.
    """
    near = reach(Window(window.start - _DAY, window.end), page)
    names = ", ".join(f"e.{column}" for column in columns or columns_of(Event))
    start = values.name(window.start)
    common = (
        f"SELECT {names}, 'single' AS part FROM events e"  # noqa: S608  (columns of our own)
        f" WHERE e.calendar_id = {values.name(calendar.id)} AND e.rrule IS NULL"
    )
    common += _TAKES_TIME if calendar.times_only else ""
    yield (
        f"{common} AND e.starts_at >= {values.name(near.start)}"
        f" AND e.starts_at < {values.name(near.end)}"
        f" AND (e.starts_at >= {start} OR e.ends_at > {start})"
    )
    if page.after is None or page.after[0] < window.start - _DAY:
        day_before = values.name(window.start - _DAY)
        yield f"{common} AND e.long AND e.ends_at > {start} AND e.starts_at < {day_before}"


def _series(calendars: Sequence[SeenCalendar], window: Window, values: Values) -> Iterator[str]:
    """Statements of the series alive, and of the occurrences of them that overrides stand for."""
    alive = _ALIVE.format(
        calendars=values.names(calendar.id for calendar in calendars),
        start=values.name(window.start),
        end=values.name(window.end),
    )
    columns = ", ".join(f"s.{column}" for column in columns_of(Event))
    yield f"SELECT {columns}, 'series' AS part FROM events s WHERE {alive}"  # noqa: S608
    # As many columns, nearly all empty.
    needed = ", ".join(
        f"o.{column}" if column in {"series_id", "original_start"} else "NULL"
        for column in columns_of(Event)
    )
    yield (
        f"SELECT {needed}, 'overridden' FROM events s JOIN events o ON o.series_id = s.id"  # noqa: S608
        f" WHERE {alive} AND o.original_start >= {values.name(window.start - _LONGEST)}"
        f" AND o.original_start < {values.name(window.end)}"
    )


def _placed(row: Row) -> Placed:
    starts_at = stored_instant(row["starts_at"])
    if row["series_id"] is None:
        return Placed((starts_at, key(row["id"]), starts_at), row)
    return Placed((starts_at, key(row["series_id"]), stored_instant(row["original_start"])), row)
