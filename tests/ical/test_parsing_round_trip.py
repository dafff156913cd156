"""What other programs write, read back: calendars made with the icalendar library."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar, Event, Timezone, Todo

from api.ical.parsing import ParsedEvent, ParsedTask, parse_calendar
from api.ical.text import printable, printable_line
from tests.ical.parsing_files import BERLIN, local

# The library takes a backslash before an N for a line break already when it writes.
TEXT = st.text(st.characters(codec="utf-8"), max_size=80).filter(lambda text: "\\N" not in text)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
TIMES = st.datetimes(local(1975, 1, 1), local(2035, 1, 1)).map(
    lambda shown: shown.replace(microsecond=0)
)
LENGTHS = st.integers(0, 100_000).map(lambda minutes: timedelta(minutes=minutes))


def calendar_of(component: Event | Todo, *zones: Timezone) -> bytes:
    calendar = Calendar()
    for part in (component, *zones):
        calendar.add_component(part)
    body: bytes = calendar.to_ical()
    return body


@given(TEXT, TEXT, st.lists(TEXT, max_size=5), TIMES, LENGTHS, ZONES)
@example(
    'a,b;c\\n"d"',
    "x" * 200 + "ü" * 200,
    ["a,b"],
    local(2026, 3, 29, 2, 30),
    timedelta(0),
    "Europe/Berlin",
)
def test_an_event_reads_as_it_was_written(
    title: str,
    description: str,
    categories: list[str],
    shown: datetime,
    length: timedelta,
    zone: str,
) -> None:
    event = Event()
    event.add("UID", "1")
    event.add("SUMMARY", title)
    event.add("DESCRIPTION", description)
    event.add("CATEGORIES", categories)
    event.add("DTSTART", shown.replace(tzinfo=ZoneInfo(zone)))
    event.add("DURATION", length)
    (read,) = parse_calendar(calendar_of(event), BERLIN).items
    assert isinstance(read, ParsedEvent)
    assert read.title == printable_line(title)
    # White space alone is as good as no description.
    assert read.description == (printable(description) if description.strip() else "")
    assert read.categories == tuple(dict.fromkeys(filter(None, map(printable_line, categories))))
    assert read.starts_at == shown.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert read.time_zone == (None if zone == "UTC" else zone)


@given(TEXT, TIMES, st.integers(0, 9), st.none() | TIMES)
def test_a_task_reads_as_it_was_written(
    title: str, due: datetime, priority: int, completed: datetime | None
) -> None:
    task = Todo()
    task.add("UID", "1")
    task.add("SUMMARY", title)
    task.add("DUE", due)
    task.add("PRIORITY", priority)
    if completed:
        task.add("COMPLETED", completed.replace(tzinfo=UTC))
    (read,) = parse_calendar(calendar_of(task), BERLIN).items
    assert isinstance(read, ParsedTask)
    assert (read.title, read.priority) == (printable_line(title), priority)
    assert read.due_at == due.replace(tzinfo=BERLIN).astimezone(UTC)
    assert read.completed_at == (completed and completed.replace(tzinfo=UTC))
