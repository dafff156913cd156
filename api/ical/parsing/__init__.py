"""What an iCalendar file of other people's making holds, item by item.

Nothing that a file holds raises anything but `UnreadableFile`, and a broken component costs only
itself: each VEVENT and VTODO of the file ends up as an item or a refusal.
"""

from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.ical.limits import NAME_LENGTH
from api.ical.parsing.components import (
    ITEMS,
    TIME_ZONE,
    Component,
    UnreadableFile,
    read_calendars,
)
from api.ical.parsing.items import ParsedEvent, ParsedTask
from api.ical.parsing.outcomes import outcomes_of, read_component
from api.ical.parsing.readings import Reading, Refusal
from api.ical.parsing.texts import read_line, unescape
from api.ical.parsing.zones import Zones
from api.ical.recurrence import Steps

__all__ = [
    "ParsedEvent",
    "ParsedFile",
    "ParsedTask",
    "Refusal",
    "UnreadableFile",
    "parse_calendar",
]

BYTE_LIMIT = 10_000_000
ITEM_LIMIT = 50_000

# All series of a file together: a second or two of work. A thousand series take half of it, if each
# has a COUNT of fifty.
FILE_STEPS = 150_000
TOO_MANY_STEPS = (
    "The recurrence rules before it in this file took too long already. Import the file in parts."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """All events and tasks of a file, each in one of two lists, in the file's order.

    `name` is the calendar's own (X-WR-CALNAME, or NAME of RFC 7986 section 5.1), if it has one.
    """

    items: tuple[ParsedEvent | ParsedTask, ...]
    refused: tuple[Refusal, ...]
    name: str | None


def parse_calendar(
    content: bytes, zone: ZoneInfo, *, byte_limit: int = BYTE_LIMIT, item_limit: int = ITEM_LIMIT
) -> ParsedFile:
    """Read a file of one or more VCALENDARs (RFC 5545 section 3.4), valid or not.

    Floating times take `zone`, which is that of the calendar they are imported into. An item whose
    UID appears again in the file is read once, in its latest revision; an event that stands for an
    occurrence of a series has its place in that (`overrides`).

    Raises UnreadableFile if it is not iCalendar, or empty, or if it has more than `byte_limit`
    bytes or more than `item_limit` events and tasks.
    """
    if len(content) > byte_limit:
        raise UnreadableFile(
            f"The file has more than {byte_limit / 1_000_000:,.4g} MB. "
            "Export a shorter period, or import it in parts."
        )
    calendars = read_calendars(content, item_limit)
    steps = Steps(FILE_STEPS, TOO_MANY_STEPS)
    outcomes = outcomes_of(list(_read_items(calendars, zone, steps)), steps)
    return ParsedFile(
        items=tuple(item for item in outcomes if isinstance(item, ParsedEvent | ParsedTask)),
        refused=tuple(item for item in outcomes if isinstance(item, Refusal)),
        name=_name(calendars),
    )


def _read_items(calendars: list[Component], zone: ZoneInfo, steps: Steps) -> Iterator[Reading]:
    """The events and tasks, each by the definitions of its own VCALENDAR, then by the others'."""
    definitions = [_definitions(calendar) for calendar in calendars]
    of_all: dict[str, Component] = {}
    for own in reversed(definitions):
        of_all |= own
    for calendar, own in zip(calendars, definitions, strict=True):
        zones = Zones(zone, ChainMap(own, of_all))
        for component in calendar.subcomponents:
            if component.name in ITEMS:
                yield read_component(component, zones, steps)


def _definitions(calendar: Component) -> dict[str, Component]:
    """The VTIMEZONEs of a calendar by TZID; of several with one TZID the first."""
    found: dict[str, Component] = {}
    for component in calendar.subcomponents:
        tzid = component.first("TZID")
        if component.name == TIME_ZONE and tzid is not None:
            found.setdefault(unescape(tzid.value).strip(), component)
    return found


def _name(calendars: list[Component]) -> str | None:
    names = (
        read_line(calendar, name, NAME_LENGTH)
        for calendar in calendars
        for name in ("X-WR-CALNAME", "NAME")
    )
    return next(filter(None, names), None)
