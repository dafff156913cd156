"""Four libraries that read calendars, each independent of the others."""

import re
from collections.abc import Callable

import ics
import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar


def read_with_icalendar(body: bytes) -> list[str]:
    """Titles of events, then of todos, as the library icalendar reads them."""
    calendar = Calendar.from_ical(body)
    return [str(item["SUMMARY"]) for item in calendar.walk("VEVENT") + calendar.walk("VTODO")]


def read_with_ical(body: bytes) -> list[str]:
    """Titles of events, then of todos, as Home Assistant reads them."""
    calendar = IcsCalendarStream.calendar_from_ics(body.decode())
    titles = [event.summary for event in calendar.events] + [
        todo.summary for todo in calendar.todos
    ]
    return [title or "" for title in titles]


def read_with_vobject(body: bytes) -> list[str]:
    """Titles of events, then of todos, as the library vobject reads them."""
    calendar = vobject.readOne(body.decode())
    items = calendar.contents.get("vevent", []) + calendar.contents.get("vtodo", [])
    return [item.summary.value for item in items]


def read_with_ics(body: bytes) -> list[str]:
    """Titles of events, then of todos, as the library ics reads them."""
    calendar = ics.Calendar(body.decode())
    return [item.name for item in [*calendar.events, *calendar.todos]]


READERS: dict[str, Callable[[bytes], list[str]]] = {
    "icalendar": read_with_icalendar,
    "ical": read_with_ical,
    "vobject": read_with_vobject,
    "ics": read_with_ics,
}


def unescaped(value: str) -> str:
    """A TEXT value as RFC 5545 section 3.3.11 reads it, without any library."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
