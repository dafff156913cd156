"""The rows of an agenda, read by one statement, as of one moment, without their texts.

Between two statements a write could show an occurrence twice, or not at all. Only the series are
read that may have an occurrence on the page, and of them what their expansion needs: all of them
are looked at, and few are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from api.errors import BadRequest
from api.ical.recurrence import Occurrence
from api.ical.window import Window
from api.models.database import fetch_rows
from api.models.fields import key, stored_instant
from api.models.pacing import paced
from api.models.paging import Page, Values, all_of, page_of, reach

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
AND (s.series_ends_at IS NULL OR s.series_ends_at >= {start})
"""
# When a row takes place, and what tells one version of it from another.
_COLUMNS: Final = (
    "id",
    "calendar_id",
    "starts_at",
    "ends_at",
    "all_day",
    "time_zone",
    "status",
    "transparent",
    "rrule",
    "rdates",
    "exdates",
    "last_starts_at",
    "exact_seconds",
    "series_id",
    "original_start",
    "sequence",
    "updated_at",
)
# The characters of all series that one statement reads: 100,000 single dates, or 10,000 series.
_MOST_READ: Final = 2_000_000
_READ: Final = "LENGTH(CAST(s.rdates AS TEXT)) + LENGTH(CAST(s.exdates AS TEXT)) + 200"
_MOST_OVERRIDDEN: Final = 20_000
TOO_MANY: Final = (
    "Too many occurrences have to be looked for. Ask for fewer days, for fewer calendars or "
    "objects at once, or in several requests."
)

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
    """The series that may be on the page, and of each calendar the page of its other events.

    Without a page all series of the window, and nothing else. Raises BadRequest when there is too
    much to read.
    """
    values = Values()
    parts = [
        page_of(single, _ORDER, page, values)
        for calendar in calendars
        if page is not None
        for single in _singles(calendar, window, page, values)
    ]
    parts += _series(calendars, window, page or Page(0), values)
    rows = AgendaRows()
    async for row in paced(await fetch_rows(all_of(parts), *values.listed())):
        match row["part"]:
            case "series":
                rows.series.append(row)
            case "overridden":
                rows.overridden.add((str(row["series_id"]), stored_instant(row["original_start"])))
            case "too many":
                raise BadRequest(TOO_MANY)
            case _:
                rows.singles.setdefault(key(row["calendar_id"]), []).append(_placed(row))
    if len(rows.overridden) > _MOST_OVERRIDDEN:
        raise BadRequest(TOO_MANY)
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
    columns: Sequence[str] = _COLUMNS,
) -> Iterator[str]:
    """Statements of the single events and overrides in the window that the page may have.

    What begins in it or on the day before is found by one index, what is longer than a day and
    began earlier still by another.
    """
    near = reach(Window(window.start - _DAY, window.end), page)
    names = ", ".join(f"e.{column}" for column in columns)
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


def _series(
    calendars: Sequence[SeenCalendar], window: Window, page: Page, values: Values
) -> Iterator[str]:
    """Statements of the series that may be on the page, and of the occurrences not as they say.

    An end of the series bounds its last start, too.
    """
    near = reach(window, page)
    alive = _ALIVE.format(
        calendars=values.names(calendar.id for calendar in calendars),
        start=values.name(near.start),
        end=values.name(near.end),
    )
    columns = ", ".join(f"s.{column}" for column in _COLUMNS)
    # A running sum, so that what is too much is not read before it is known to be.
    yield (
        f"SELECT {columns},"  # noqa: S608  (columns of our own)
        f" CASE WHEN s.total > {_MOST_READ} THEN 'too many' ELSE 'series' END AS part"
        f" FROM (SELECT {columns}, {_READ} AS own, SUM({_READ}) OVER (ORDER BY s.id) AS total"
        f" FROM events s WHERE {alive}) AS s WHERE s.total - s.own <= {_MOST_READ}"
    )
    overridden = ", ".join(f"o.{column}" for column in _COLUMNS)
    runs_on = page.after is None or page.after[0] < window.start
    begin = window.start - _LONGEST if runs_on else near.start
    yield (
        f"SELECT * FROM (SELECT {overridden}, 'overridden' AS part FROM events s JOIN events o"  # noqa: S608
        f" ON o.series_id = s.id WHERE {alive} AND o.original_start >= {values.name(begin)}"
        f" AND o.original_start < {values.name(near.end)} LIMIT {_MOST_OVERRIDDEN + 1}) AS part"
    )


def _placed(row: Row) -> Placed:
    starts_at = stored_instant(row["starts_at"])
    if row["series_id"] is None:
        return Placed((starts_at, key(row["id"]), starts_at), row)
    return Placed((starts_at, key(row["series_id"]), stored_instant(row["original_start"])), row)
