"""Calendar files for the tests of reading, written line by line, and what comes of them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from api.ical.parsing import ParsedEvent, ParsedFile, ParsedTask, Refusal, parse_calendar

BERLIN = ZoneInfo("Europe/Berlin")

# A zone that only a file can define: 03:30 ahead of UTC, in summer 04:30.
HALF_HOUR_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Half Hour",
    "BEGIN:STANDARD",
    "DTSTART:20001029T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0430",
    "TZOFFSETTO:+0330",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:20000326T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0330",
    "TZOFFSETTO:+0430",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
)


def vevent(*lines: str, start: str = "DTSTART:20260302T090000Z", uid: str = "UID:e1") -> list[str]:
    """The lines of a VEVENT; one that is given empty is left out."""
    return ["BEGIN:VEVENT", *filter(None, [uid, start]), *lines, "END:VEVENT"]


def vtodo(*lines: str, due: str = "DUE:20260303T160000Z", uid: str = "UID:t1") -> list[str]:
    """The lines of a VTODO; one that is given empty is left out."""
    return ["BEGIN:VTODO", *filter(None, [uid, due]), *lines, "END:VTODO"]


def vcalendar(*lines: str) -> bytes:
    """A stream with one calendar that holds these lines."""
    return stream("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//EN", *lines, "END:VCALENDAR")


def stream(*lines: str) -> bytes:
    """Lines in UTF-8, each with its CRLF."""
    return "".join(f"{line}\r\n" for line in lines).encode()


def read(*lines: str) -> ParsedFile:
    """What a calendar of these lines holds, read for a calendar in Berlin."""
    return parse_calendar(vcalendar(*lines), BERLIN)


def read_event(*lines: str, start: str = "DTSTART:20260302T090000Z") -> ParsedEvent:
    """The event with these lines, which is all that its calendar holds."""
    parsed = read(*HALF_HOUR_ZONE, *vevent(*lines, start=start))
    assert not parsed.refused, parsed.refused
    (event,) = parsed.items
    assert isinstance(event, ParsedEvent)
    return event


def read_task(*lines: str, due: str = "DUE:20260303T160000Z") -> ParsedTask:
    """The task with these lines, which is all that its calendar holds."""
    parsed = read(*HALF_HOUR_ZONE, *vtodo(*lines, due=due))
    assert not parsed.refused, parsed.refused
    (task,) = parsed.items
    assert isinstance(task, ParsedTask)
    return task


def refusal(*lines: str) -> Refusal:
    """The refusal that is all that comes of a calendar of these lines."""
    parsed = read(*lines)
    assert not parsed.items
    (refused,) = parsed.refused
    return refused


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """What clocks show somewhere."""
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - somewhere


def utc(*numbers: int) -> datetime:
    """The instant at which clocks show this in UTC."""
    return local(*numbers).replace(tzinfo=UTC)
