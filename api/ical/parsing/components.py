"""The components of an iCalendar stream (RFC 5545 section 3.6), whatever state it is in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from api.ical.parsing.lines import Property, content_lines

CALENDAR = "VCALENDAR"
EVENT = "VEVENT"
TASK = "VTODO"
TIME_ZONE = "VTIMEZONE"
ITEMS = frozenset({EVENT, TASK})

# What stands directly in a VCALENDAR. One that begins in the midst of another ends it: its END
# went missing.
_STANDS_IN_CALENDAR = ITEMS | {TIME_ZONE, "VJOURNAL", "VFREEBUSY"}
_OBSERVANCES = frozenset({"STANDARD", "DAYLIGHT"})

# Real files nest four levels deep. Looking for the BEGIN of an END costs as much as that.
_DEEPEST = 20

# Three for each of the most items, such as alarms and time zones: each takes its time.
_MOST = 200_000

# Twenty for each of the most items. A line takes two microseconds, however little it says.
_MOST_PROPERTIES = 1_000_000

_TOO_MANY_PROPERTIES = (
    f"The file holds more than {_MOST_PROPERTIES:,} properties. "
    "Export a shorter period, or import it in parts."
)

# As much of a stream as an error message quotes.
_QUOTED = 40


class UnreadableFile(ValueError):
    """The whole file cannot be read as iCalendar; the message says why, and what to do."""


@dataclass(slots=True)
class Component:
    """A component: the properties that are read of it, by name, and what stands in it.

    Properties with an empty value are left out: they say no more than absent ones.

    A VCALENDAR keeps its events, tasks and time zones, and a VTIMEZONE its observances; other
    subcomponents, such as alarms, are dropped.
    """

    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    subcomponents: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """The first property of that name: a second one, where one may be, is its maker's error."""
        lines = self.properties.get(name)
        return lines[0] if lines else None

    def all(self, name: str) -> Sequence[Property]:
        """The properties of that name, in the order of the file."""
        return self.properties.get(name, ())


def read_calendars(content: bytes, item_limit: int) -> list[Component]:
    """The VCALENDARs of a stream, each with its VEVENTs, VTODOs and VTIMEZONEs.

    What stands after the END of a VCALENDAR counts as part of it. A component without its END
    ends where the next one begins, or with the file. Raises UnreadableFile if there is no
    VCALENDAR, if there is nothing in any (section 3.6 wants one component at least), and if there
    are more than `item_limit` events and tasks, or more components than any calendar has.
    """
    reader = _Reader(item_limit)
    for line in content_lines(content):
        reader.read(line)
    if not reader.calendars:
        raise UnreadableFile(_why_no_calendar(content))
    if reader.is_empty:
        raise UnreadableFile(
            "The calendar in this file is empty: there is no event and no task in it."
        )
    return reader.calendars


class _Reader:
    """Where the reading of a stream stands: `_open` leads from the VCALENDAR inwards."""

    def __init__(self, item_limit: int) -> None:
        self.calendars: list[Component] = []
        self.is_empty = True
        self._open: list[Component] = []
        self._items = 0
        self._components = 0
        self._properties = 0
        self._item_limit = item_limit

    def read(self, line: Property) -> None:
        if line.name == "BEGIN":
            self._begin(line.value.strip().upper())
        elif line.name == "END":
            self._end(line.value.strip().upper())
        elif self._open and line.value.strip():
            self._open[-1].properties.setdefault(line.name, []).append(line)
            self._properties += 1
            if self._properties > _MOST_PROPERTIES:
                raise UnreadableFile(_TOO_MANY_PROPERTIES)

    def _begin(self, name: str) -> None:
        component = Component(name)
        if name == CALENDAR:
            self.calendars.append(component)
            self._open = [component]
            return
        if not self.calendars:
            return
        self.is_empty = False
        self._close_siblings(name)
        parent = self._open[-1]
        if name in ITEMS | {TIME_ZONE} or parent.name == TIME_ZONE:
            parent.subcomponents.append(component)
        self._open.append(component)
        self._items += name in ITEMS
        self._components += 1
        self._check_limits()

    def _close_siblings(self, name: str) -> None:
        if name in _STANDS_IN_CALENDAR or not self._open:
            self._open = [self.calendars[-1]]
        elif name in _OBSERVANCES and self._open[-1].name in _OBSERVANCES:
            self._open.pop()

    def _check_limits(self) -> None:
        if self._items > self._item_limit:
            raise UnreadableFile(
                f"The file holds more than {self._item_limit:,} events and tasks. "
                "Export a shorter period, or import it in parts."
            )
        if self._components > _MOST:
            raise UnreadableFile(
                f"The file holds more than {_MOST:,} components, alarms and time zones among them. "
                "Export a shorter period, or import it in parts."
            )
        if len(self._open) > _DEEPEST:
            raise UnreadableFile(
                f"Components stand more than {_DEEPEST} levels deep in one another, as in no "
                "calendar. Export the file again."
            )

    def _end(self, name: str) -> None:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth].name == name:
                del self._open[depth:]
                return


def _why_no_calendar(content: bytes) -> str:
    beginning = content[: 4 * _QUOTED].decode("utf-8", "replace").strip().strip("\ufeff")
    if not beginning:
        return "The file is empty. Export the calendar again."
    if beginning.lower().startswith(("<!doctype", "<html")):
        return (
            "This is a web page, not a calendar. The address may need a sign-in: "
            "download the calendar file itself."
        )
    shown = "".join(c if c.isprintable() else " " for c in beginning[:_QUOTED]).strip()
    return (
        "This is not an iCalendar file: it has no line BEGIN:VCALENDAR. "
        f"It begins with “{shown}”. Export the whole calendar as an .ics file."
    )
