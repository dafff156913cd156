"""Importing series whose length is a DURATION: in hours it stays exact when clocks change."""

import pytest

from api.feeds.importing import ImportReport, import_file
from api.feeds.operations.deciding import ShownCalendar
from api.feeds.operations.entries import entries_of
from api.feeds.operations.rows import rows_in
from api.ical.facts import EventFacts
from api.ical.feed_settings import Detail
from api.ical.window import Window
from api.models import Calendar, Event
from api.models.planning import update_event
from api.models.user import User
from tests.clock import NOON
from tests.factories import at, make_calendar, make_user
from tests.ical.parsing_files import vcalendar, vevent
from tests.ical.recurring import LONDON

NIGHTLY = "RRULE:FREQ=DAILY"
SPRING = Window(at("2026-03-28 00:00"), at("2026-03-30 12:00"))


@pytest.fixture
async def owner(open_database: str) -> User:
    return await make_user()


@pytest.fixture
async def calendar(owner: User) -> Calendar:
    """A calendar in London, without items."""
    return await make_calendar(owner, name="Duty roster")


def shift(*lines: str, start: str = "20260327T220000") -> bytes:
    return vcalendar(*vevent(NIGHTLY, *lines, start=f"DTSTART;TZID={LONDON}:{start}"))


async def spans(calendar: Calendar, window: Window) -> list[str]:
    """Starts and ends in UTC of what a feed of the calendar shows."""
    shown = ShownCalendar(
        id=calendar.id,
        name=calendar.name,
        color=calendar.color,
        time_zone=calendar.time_zone,
        revision=1,
        detail=Detail.FULL,
        assignees_hidden=False,
    )
    entries = entries_of(await rows_in(window, [calendar.id]), {calendar.id: shown}, window)
    assert not entries.skipped
    facts = [entry.facts for entry in entries.shown if isinstance(entry.facts, EventFacts)]
    return [f"{each.starts_at:%d %H:%M} to {each.ends_at:%d %H:%M}" for each in facts]


async def test_a_night_shift_of_ten_hours_lasts_nine_in_a_feed_where_clocks_go_forward(
    calendar: Calendar,
) -> None:
    assert await import_file(calendar, shift("DURATION:PT10H"), NOON) == ImportReport(created=1)

    assert await spans(calendar, SPRING) == [
        "27 22:00 to 28 08:00",
        "28 22:00 to 29 08:00",
        "29 21:00 to 30 07:00",
    ]


async def test_a_night_shift_with_an_end_ends_when_clocks_show_it(calendar: Calendar) -> None:
    await import_file(calendar, shift(f"DTEND;TZID={LONDON}:20260328T080000"), NOON)

    assert (await spans(calendar, SPRING))[1] == "28 22:00 to 29 07:00"


async def test_importing_an_exact_length_again_changes_nothing(calendar: Calendar) -> None:
    content = shift("DURATION:PT10H")
    await import_file(calendar, content, NOON)

    assert await import_file(calendar, content, NOON) == ImportReport(unchanged=1)


async def test_a_newer_file_makes_a_length_exact_or_that_of_the_clock(calendar: Calendar) -> None:
    exact, by_clock = shift("DURATION:PT10H"), shift(f"DTEND;TZID={LONDON}:20260328T080000")
    await import_file(calendar, by_clock, NOON)

    assert await import_file(calendar, exact, NOON) == ImportReport(updated=1)
    assert (await spans(calendar, SPRING))[1] == "28 22:00 to 29 08:00"
    assert await import_file(calendar, by_clock, NOON) == ImportReport(updated=1)
    assert (await spans(calendar, SPRING))[1] == "28 22:00 to 29 07:00"


async def test_an_override_beside_an_exact_series_has_its_own_end(calendar: Calendar) -> None:
    moved = vevent(
        f"RECURRENCE-ID;TZID={LONDON}:20260328T220000",
        "DURATION:PT4H",
        start=f"DTSTART;TZID={LONDON}:20260328T230000",
    )
    series = vevent(NIGHTLY, "DURATION:PT10H", start=f"DTSTART;TZID={LONDON}:20260327T220000")
    content = vcalendar(*series, *moved)

    assert await import_file(calendar, content, NOON) == ImportReport(created=2)

    assert (await spans(calendar, SPRING))[1:] == ["28 23:00 to 29 03:00", "29 21:00 to 30 07:00"]
    assert (await Event.get(rrule=None)).exact_seconds == 0
    assert await import_file(calendar, content, NOON) == ImportReport(unchanged=2)


async def test_later_occurrences_that_are_moved_keep_an_exact_length(calendar: Calendar) -> None:
    later = vevent(
        f"RECURRENCE-ID;RANGE=THISANDFUTURE;TZID={LONDON}:20260328T220000",
        "DURATION:PT8H",
        start=f"DTSTART;TZID={LONDON}:20260328T230000",
    )
    series = vevent(NIGHTLY, "DURATION:PT10H", start=f"DTSTART;TZID={LONDON}:20260327T220000")

    await import_file(calendar, vcalendar(*series, *later), NOON)

    assert await spans(calendar, SPRING) == [
        "27 22:00 to 28 08:00",
        "28 23:00 to 29 07:00",
        "29 22:00 to 30 06:00",
    ]
    autumn = Window(at("2026-10-24 12:00"), at("2026-10-25 12:00"))
    assert await spans(calendar, autumn) == ["24 22:00 to 25 06:00"]


async def test_the_last_shift_is_in_the_window_until_its_exact_end(calendar: Calendar) -> None:
    content = shift("DURATION:PT10H").replace(b"FREQ=DAILY", b"FREQ=DAILY;COUNT=2")

    await import_file(calendar, content, NOON)

    assert (await Event.get()).series_ends_at == at("2026-03-29 08:00")
    last_hour = Window(at("2026-03-29 07:30"), at("2026-03-30 00:00"))
    assert await spans(calendar, last_hour) == ["28 22:00 to 29 08:00"]


async def test_a_new_start_or_end_makes_an_exact_length_that_of_the_clock(
    owner: User, calendar: Calendar
) -> None:
    await import_file(calendar, shift("DURATION:PT10H"), NOON)
    event = await Event.get()

    same = {"title": "Night", "starts_at": event.starts_at, "ends_at": event.ends_at}
    await update_event(owner, NOON, event_id=event.id, fields=same)
    assert (await spans(calendar, SPRING))[1] == "28 22:00 to 29 08:00"

    await update_event(owner, NOON, event_id=event.id, fields={"ends_at": at("2026-03-28 09:00")})
    # Nine on the clock, which is eight in UTC from then on.
    assert (await spans(calendar, SPRING))[:2] == ["27 22:00 to 28 09:00", "28 22:00 to 29 08:00"]
    assert (await Event.get()).exact_seconds == 0


async def test_what_is_no_series_any_more_has_no_exact_length(
    owner: User, calendar: Calendar
) -> None:
    await import_file(calendar, shift("DURATION:PT10H"), NOON)
    event = await Event.get()

    await update_event(owner, NOON, event_id=event.id, fields={"recurrence": None})

    assert (await Event.get()).exact_seconds == 0
