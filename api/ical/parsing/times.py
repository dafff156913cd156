"""When an event or a task is: from its DTSTART, DTEND, DUE and DURATION to instants in UTC.

Local times that clocks skip have the offset before the gap, and those that they show twice are
the first of the two (RFC 5545 section 3.3.5). Floating times take the calendar's zone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from api.ical.parsing.components import Component
from api.ical.parsing.dates import Duration, read_date_time, read_duration
from api.ical.parsing.lines import Property
from api.ical.parsing.texts import unescape
from api.ical.parsing.zones import Zones
from api.ical.recurrence import RecurrenceId
from api.ical.text import printable_line, shorten

_DAY = timedelta(days=1)

# The last year in which every local time, and every end that is a day later, has its place in UTC.
LAST_YEAR = 9998
OUT_OF_RANGE = f"One of its dates is outside the years 1 to {LAST_YEAR}."

# As much of a value that cannot be read as a reason quotes.
_QUOTED = 60

_MEANINGS = {
    "DTEND": "end",
    "DTSTART": "start",
    "DUE": "due date",
    "DURATION": "duration",
    "RECURRENCE-ID": "original start",
}


class UnreadableItem(ValueError):
    """One event or task cannot be read; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A DATE or DATE-TIME: what clocks show there, and in which zone; a date is in none.

    `zone_name` is the IANA name of the zone, if the file says a zone and it has such a name.
    """

    wall: datetime
    zone: tzinfo | None
    zone_name: str | None = None

    @property
    def is_date(self) -> bool:
        """Whether this is a day rather than an instant."""
        return self.zone is None

    def utc(self, after: timedelta = timedelta()) -> datetime:
        """The instant in UTC, `after` on the local clock; of a date 00:00 UTC."""
        return (self.wall + after).replace(tzinfo=self.zone or UTC).astimezone(UTC)


def read_moment(line: Property, zones: Zones) -> Moment:
    """The moment that a property names. Raises UnreadableItem if it cannot be known."""
    try:
        wall, is_date, offset = read_date_time(line.value)
    except (ValueError, OverflowError):
        raise _unreadable(line) from None
    if is_date or line.parameters.get("VALUE", "").upper() == "DATE":
        return Moment(wall.replace(hour=0, minute=0, second=0), None)
    if offset is not None:
        return Moment(wall, offset)
    tzid = unescape(line.parameters.get("TZID", ""))
    if not tzid:
        return Moment(wall, zones.floating)
    zone = zones.named(tzid)
    if zone is None:
        name = _shown(tzid)
        raise UnreadableItem(
            f"Its time zone “{name}” is unknown, and the file has no usable VTIMEZONE for it."
        )
    return Moment(wall, zone, zone.key if isinstance(zone, ZoneInfo) else None)


def read_end(component: Component, start: Moment, zones: Zones) -> datetime:
    """The exclusive end in UTC of an event that begins at `start` (RFC 5545 section 3.6.1).

    DTEND, else DTSTART + DURATION, else one day for a date and `start` itself for a time. An end
    before the start counts as absent; a date lasts at least one day. Of a date and a time the
    start decides: a date ends after the day in which the end lies, a time ends as the end's day
    begins.
    """
    line = component.first("DTEND")
    if line is None:
        end = _after_duration(component, start)
    elif start.is_date:
        end = _next_midnight(read_moment(line, zones).wall).replace(tzinfo=UTC)
    else:
        moment = read_moment(line, zones)
        end = Moment(moment.wall, moment.zone or start.zone).utc()
    return max(end, start.utc(_DAY) if start.is_date else start.utc())


def read_exact_length(component: Component, start: Moment) -> timedelta:
    """How much of an event's length passes whichever clocks change: the time part of its DURATION.

    Days and weeks are those of the calendar (RFC 5545 section 3.3.6), and so are the lengths of
    dates, and of events with a DTEND. Raises UnreadableItem.
    """
    line = component.first("DURATION")
    if line is None or start.is_date or component.first("DTEND"):
        return timedelta()
    return max(_duration(line).exact, timedelta())  # a negative one counts as absent


def read_due(component: Component, zones: Zones) -> Moment:
    """When a task is due: DUE, else DTSTART + DURATION, else DTSTART (RFC 5545 section 3.6.2).

    Raises UnreadableItem if it says none of them.
    """
    if (due := component.first("DUE")) is not None:
        return read_moment(due, zones)
    if (line := component.first("DTSTART")) is None:
        raise UnreadableItem("It has no due date (neither DUE nor DTSTART).")
    start = read_moment(line, zones)
    if component.first("DURATION") is None:
        return start
    due_at = max(_after_duration(component, start), start.utc())
    if start.is_date:
        return Moment(due_at.replace(tzinfo=None), None)
    return Moment(due_at, UTC)


def read_recurrence_id(component: Component, zones: Zones) -> RecurrenceId | None:
    """Which occurrence of a series an event stands for; None for one that stands for itself.

    Raises UnreadableItem if that cannot be known.
    """
    if (line := component.first("RECURRENCE-ID")) is None:
        return None
    moment = read_moment(line, zones)
    return RecurrenceId(
        at=within_range(moment.utc()),
        day=moment.wall.date(),
        is_date=moment.is_date,
        all_later=is_for_all_later(line),
    )


def is_for_all_later(line: Property) -> bool:
    """Whether a RECURRENCE-ID means all later occurrences as well (RFC 5545 section 3.2.13)."""
    return line.parameters.get("RANGE", "").upper() == "THISANDFUTURE"


def within_range(instant: datetime) -> datetime:
    """The instant, if its year has a place in UTC, a day later too. Raises UnreadableItem."""
    if instant.year > LAST_YEAR:
        raise UnreadableItem(OUT_OF_RANGE)
    return instant


def _after_duration(component: Component, start: Moment) -> datetime:
    """The end in UTC by DURATION; that of a date in whole days, rounded up."""
    line = component.first("DURATION")
    if line is None:
        return start.utc()
    duration = _duration(line)
    end = start.utc(duration.days) + duration.exact
    return _next_midnight(end) if start.is_date else end


def _duration(line: Property) -> Duration:
    try:
        return read_duration(line.value)
    except (ValueError, OverflowError):
        raise _unreadable(line) from None


def _next_midnight(moment: datetime) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0)
    return midnight if moment == midnight else midnight + _DAY


def _unreadable(line: Property) -> UnreadableItem:
    return UnreadableItem(
        f"Its {_MEANINGS.get(line.name, line.name)} “{_shown(line.value)}” cannot be read."
    )


def _shown(text: str) -> str:
    return shorten(printable_line(text), _QUOTED)
