"""Four libraries that read calendars, each independent of the others."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import ics
import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar


class Item(NamedTuple):
    """What a reader sees of an event or a todo; times are dates, or instants in UTC.

    A todo has no start, and ends when it is due.
    """

    uid: str
    start: date | None
    end: date
    title: str


def moment(value: date) -> date:
    """An instant in UTC, of whichever type of UTC the reader has, or the date that it is."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def read_with_icalendar(body: bytes) -> list[Item]:
    """Events, then todos, as the library icalendar reads them."""
    calendar = Calendar.from_ical(body)
    return [
        Item(str(item["UID"]), _start(item), moment(_end(item).dt), str(item["SUMMARY"]))
        for item in calendar.walk("VEVENT") + calendar.walk("VTODO")
    ]


def _start(item: Any) -> date | None:
    return moment(item["DTSTART"].dt) if "DTSTART" in item else None


def _end(item: Any) -> Any:
    return item["DTEND"] if "DTEND" in item else item["DUE"]


def read_with_ical(body: bytes) -> list[Item]:
    """Events, then todos, as Home Assistant reads them: strictly, one bad line refuses all."""
    calendar = IcsCalendarStream.calendar_from_ics(body.decode())
    events = [(item.uid, item.dtstart, item.dtend, item.summary) for item in calendar.events]
    todos = [(item.uid, None, item.due, item.summary) for item in calendar.todos]
    return [_item(*seen) for seen in [*events, *todos]]


def read_with_vobject(body: bytes) -> list[Item]:
    """Events, then todos, as the library vobject reads them."""
    contents = vobject.readOne(body.decode()).contents
    events = [
        (item.uid.value, item.dtstart.value, item.dtend.value, item.summary.value)
        for item in contents.get("vevent", [])
    ]
    todos = [
        (item.uid.value, None, item.due.value, item.summary.value)
        for item in contents.get("vtodo", [])
    ]
    return [_item(*seen) for seen in [*events, *todos]]


def read_with_ics(body: bytes) -> list[Item]:
    """Events, then todos, as the library ics reads them.

    It has no dates, only midnights, and says of events alone which of them were dates: a todo that
    is due at midnight is taken for one that is due on the date.
    """
    calendar = ics.Calendar(body.decode())
    items = []
    for event in calendar.events:
        times = [event.begin.datetime, event.end.datetime]
        start, end = (each.date() for each in times) if event.all_day else times
        items.append(_item(event.uid, start, end, event.name))
    for todo in calendar.todos:
        due = todo.due.datetime
        at_midnight = due == due.replace(hour=0, minute=0, second=0)
        items.append(_item(todo.uid, None, due.date() if at_midnight else due, todo.name))
    return items


def _item(uid: str | None, start: date | None, end: date | None, title: str | None) -> Item:
    assert uid is not None
    assert end is not None
    return Item(uid, moment(start) if start is not None else None, moment(end), title or "")


READERS: dict[str, Callable[[bytes], list[Item]]] = {
    "icalendar": read_with_icalendar,
    "ical": read_with_ical,
    "vobject": read_with_vobject,
    "ics": read_with_ics,
}


def unescaped(value: str) -> str:
    """A TEXT value as RFC 5545 section 3.3.11 reads it, without any library."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
