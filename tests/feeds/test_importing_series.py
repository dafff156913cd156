"""Importing series, and occurrences that a file says apart; once, again, and newer."""

from datetime import timedelta
from typing import Any

import pytest

from api.feeds.importing import ImportReport, import_file
from api.feeds.operations.bodies import BodyCache
from api.feeds.operations.listing import make_default_feeds
from api.feeds.operations.reading import export_feed
from api.ical.facts import EventStatus
from api.models import Calendar, Event, EventAssignee, Feed, Member
from api.models.feed import FeedKind
from api.settings import load_settings
from tests.clock import NOON
from tests.factories import at, make_calendar, make_event, make_user
from tests.ical.parsing_files import HALF_HOUR_ZONE, vcalendar, vevent
from tests.ical.readers import READERS

LATER = NOON + timedelta(hours=1)
LATEST = NOON + timedelta(hours=2)
ZONED = "DTSTART;TZID=Europe/London:20260316T090000"
WEEKLY = ("RRULE:FREQ=WEEKLY;COUNT=4", "SUMMARY:Weekly")
SERIES = vevent(*WEEKLY, start=ZONED)
SECOND = "RECURRENCE-ID;TZID=Europe/London:20260323T090000"
THIRD = "RECURRENCE-ID;TZID=Europe/London:20260330T090000"


def override(named: str, *lines: str, start: str = "DTSTART:20260324T150000Z") -> list[str]:
    return vevent(named, *(lines or ("SUMMARY:Moved",)), start=start)


@pytest.fixture
async def calendar(open_database: str) -> Calendar:
    """A calendar in London, without items."""
    return await make_calendar(await make_user(), name="Court diary")


async def rows() -> list[dict[str, Any]]:
    return [dict(row) for row in await Event.all().order_by("id").values()]


async def series() -> Event:
    return await Event.exclude(rrule=None).get()


async def shown(calendar: Calendar) -> list[str]:
    """What the calendar's feed shows around the time of the tests."""
    owner = await Member.get(calendar_id=calendar.id)
    await make_default_feeds(owner.user_id, NOON)
    feed = await Feed.get(kind=FeedKind.CALENDAR)
    document = await export_feed(
        feed, at("2026-03-18 12:00"), settings=load_settings({}), bodies=BodyCache(0)
    )
    assert document is not None
    assert b"RRULE" not in document.body
    return sorted(item.title for item in READERS["icalendar"](document.body))


async def test_a_series_is_stored_with_its_rule_zone_and_single_dates(calendar: Calendar) -> None:
    content = vcalendar(
        *vevent(
            *("RRULE:byday=MO;freq=WEEKLY;count=4", "DURATION:PT1H"),
            "RDATE;TZID=Europe/London:20260402T090000",
            "EXDATE;TZID=Europe/London:20260330T090000",
            start=ZONED,
        )
    )

    assert await import_file(calendar, content, NOON) == ImportReport(created=1)

    event = await Event.get()
    assert (event.rrule, event.time_zone) == ("FREQ=WEEKLY;COUNT=4;BYDAY=MO", "Europe/London")
    assert (event.rdates, event.exdates) == (["20260402T080000Z"], ["20260330T080000Z"])
    assert event.last_starts_at == at("2026-04-06 08:00")
    assert event.series_ends_at == at("2026-04-06 09:00")
    assert (event.starts_at, event.ends_at) == (at("2026-03-16 09:00"), at("2026-03-16 10:00"))
    assert len(await shown(calendar)) == 4


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("start", "zone"),
    [
        ("DTSTART:20260316T090000Z", "UTC"),
        ("DTSTART:20260316T090000", "Europe/London"),
        ("DTSTART;TZID=W. Europe Standard Time:20260316T090000", "Europe/Berlin"),
        ("DTSTART;VALUE=DATE:20260316", None),
    ],
)
async def test_a_series_keeps_the_zone_of_its_start(
    calendar: Calendar, start: str, zone: str | None
) -> None:
    content = vcalendar(*vevent("RDATE:20260318T090000Z", start=start))

    assert await import_file(calendar, content, NOON) == ImportReport(created=1)

    event = await Event.get()
    assert (event.rrule, event.time_zone, event.all_day) == ("", zone, zone is None)
    assert await import_file(calendar, content, LATER) == ImportReport(unchanged=1)


async def test_a_series_in_a_zone_like_no_known_one_is_refused(calendar: Calendar) -> None:
    lines = vevent(*WEEKLY, start="DTSTART;TZID=Half Hour:20260316T090000")

    report = await import_file(calendar, vcalendar(*HALF_HOUR_ZONE, *lines), NOON)

    assert ["like no known one" in item.reason for item in report.refused] == [True]


async def test_overrides_are_imported_with_their_series_in_any_order(calendar: Calendar) -> None:
    cancelled = override(THIRD, "SUMMARY:Off", "STATUS:CANCELLED")
    content = vcalendar(*override(SECOND), *SERIES, *cancelled)

    assert await import_file(calendar, content, NOON) == ImportReport(created=3)

    weekly = await series()
    moved, off = await Event.filter(series_id=weekly.id).order_by("original_start")
    assert (moved.title, moved.original_start) == ("Moved", at("2026-03-23 09:00"))
    assert (moved.ical_uid, moved.starts_at) == ("e1", at("2026-03-24 15:00"))
    assert (off.status, off.original_start) == (EventStatus.CANCELLED, at("2026-03-30 08:00"))
    assert await shown(calendar) == ["Moved", "Weekly", "Weekly"]


async def test_importing_a_series_twice_changes_nothing(calendar: Calendar) -> None:
    user = await make_user(await calendar.organization, email="anna@firm.example")
    content = vcalendar(
        *vevent(*WEEKLY, f"ATTENDEE:mailto:{user.email}", start=ZONED),
        *override(SECOND, f"ATTENDEE:mailto:{user.email}"),
        *override("RECURRENCE-ID:20260325T101500Z"),
        *vevent("RECURRENCE-ID:20260318T090000Z", uid="UID:alone"),
        *vevent("RRULE:FREQ=DAILY", uid="UID:parted"),
        *vevent("RECURRENCE-ID;RANGE=THISANDFUTURE:20260320T090000Z", uid="UID:parted"),
    )
    assert await import_file(calendar, content, NOON) == ImportReport(created=6)
    before = await rows()

    assert await import_file(calendar, content, LATER) == ImportReport(unchanged=6)

    assert await rows() == before


async def test_a_changed_override_is_a_write_of_its_series(calendar: Calendar) -> None:
    await import_file(calendar, vcalendar(*SERIES, *override(SECOND), *override(THIRD)), NOON)
    changed = override(SECOND, "SUMMARY:Moved", "LOCATION:Room 4")

    report = await import_file(calendar, vcalendar(*SERIES, *changed, *override(THIRD)), LATER)

    assert report == ImportReport(updated=1, unchanged=2)
    weekly = await series()
    assert (weekly.sequence, weekly.updated_at) == (1, LATER)
    written = await Event.get(location="Room 4")
    assert (written.sequence, written.updated_at) == (1, LATER)


async def test_an_override_that_is_new_is_created_with_the_stamp_of_its_series(
    calendar: Calendar,
) -> None:
    await import_file(calendar, vcalendar(*SERIES), NOON)

    report = await import_file(calendar, vcalendar(*SERIES, *override(SECOND)), LATER)

    assert report == ImportReport(created=1, unchanged=1)
    assert {(event.sequence, event.updated_at) for event in await Event.all()} == {(1, LATER)}


async def test_an_override_that_a_newer_file_has_no_more_is_gone(calendar: Calendar) -> None:
    await import_file(calendar, vcalendar(*SERIES, *override(SECOND), *override(THIRD)), NOON)

    report = await import_file(calendar, vcalendar(*SERIES, *override(THIRD)), LATER)

    assert report == ImportReport(updated=1, unchanged=1)
    assert (await series()).sequence == 1
    assert await shown(calendar) == ["Moved", "Weekly", "Weekly", "Weekly"]


async def test_an_excepted_date_that_a_newer_file_has_no_more_is_gone(calendar: Calendar) -> None:
    excepted = vevent(*WEEKLY, "EXDATE;TZID=Europe/London:20260323T090000", start=ZONED)
    await import_file(calendar, vcalendar(*excepted), NOON)

    assert await import_file(calendar, vcalendar(*SERIES), LATER) == ImportReport(updated=1)

    event = await Event.get()
    assert (event.exdates, event.sequence) == ([], 1)


async def test_a_series_that_becomes_a_single_event_loses_its_overrides(
    calendar: Calendar,
) -> None:
    await import_file(calendar, vcalendar(*SERIES, *override(SECOND)), NOON)

    report = await import_file(calendar, vcalendar(*vevent("SUMMARY:Once", start=ZONED)), LATER)

    assert report == ImportReport(updated=1)
    event = await Event.get()
    assert (event.title, event.rrule, event.series_ends_at) == ("Once", None, None)


async def test_series_that_a_newer_file_does_not_name_stay_with_their_overrides(
    calendar: Calendar,
) -> None:
    await import_file(calendar, vcalendar(*SERIES, *override(SECOND)), NOON)
    before = await rows()

    await import_file(calendar, vcalendar(*vevent("SUMMARY:Other", uid="UID:other")), LATER)

    assert [row for row in await rows() if row["title"] != "Other"] == before


async def test_an_override_alone_changes_the_series_that_the_calendar_has(
    calendar: Calendar,
) -> None:
    await import_file(calendar, vcalendar(*SERIES, *override(THIRD)), NOON)
    invitation = vcalendar(*override("RECURRENCE-ID;VALUE=DATE:20260323"))

    assert await import_file(calendar, invitation, LATER) == ImportReport(created=1)

    weekly = await series()
    starts = {event.original_start for event in await Event.filter(series_id=weekly.id)}
    assert starts == {at("2026-03-23 09:00"), at("2026-03-30 08:00")}
    assert (weekly.sequence, weekly.updated_at) == (1, LATER)
    assert await import_file(calendar, invitation, LATEST) == ImportReport(unchanged=1)


async def test_an_override_alone_of_an_occurrence_that_the_stored_series_has_not_is_added(
    calendar: Calendar,
) -> None:
    await import_file(calendar, vcalendar(*SERIES), NOON)
    invitation = vcalendar(*override("RECURRENCE-ID:20260325T101500Z"))

    assert await import_file(calendar, invitation, LATER) == ImportReport(created=1)

    assert (await series()).rdates == ["20260325T101500Z"]
    assert await shown(calendar) == ["Moved", *["Weekly"] * 4]
    assert await import_file(calendar, invitation, LATEST) == ImportReport(unchanged=1)


async def test_two_names_of_one_occurrence_are_one_override_and_a_refusal(
    calendar: Calendar,
) -> None:
    await import_file(calendar, vcalendar(*SERIES), NOON)
    twice = [*override("RECURRENCE-ID;VALUE=DATE:20260323"), *override(SECOND)]

    report = await import_file(calendar, vcalendar(*twice), LATER)

    assert (report.created, len(report.refused)) == (1, 1)
    assert report.refused[0].reason.startswith("Another change of the same occurrence")


async def test_a_change_of_all_later_occurrences_needs_its_series_in_the_file(
    calendar: Calendar,
) -> None:
    await import_file(calendar, vcalendar(*SERIES), NOON)
    alone = override(SECOND.replace("ID;", "ID;RANGE=THISANDFUTURE;"))

    report = await import_file(calendar, vcalendar(*alone), LATER)

    (refused,) = report.refused
    assert refused.reason.startswith("It changes all later occurrences of a series that is not in")


async def test_occurrences_without_any_series_are_events_until_their_series_comes(
    calendar: Calendar,
) -> None:
    alone = vcalendar(*override(SECOND), *override(THIRD))
    assert await import_file(calendar, alone, NOON) == ImportReport(created=2)
    assert await Event.filter(series_id=None).count() == 2

    report = await import_file(calendar, vcalendar(*SERIES, *override(SECOND)), LATER)

    assert report == ImportReport(created=1, updated=1)
    assert await import_file(calendar, alone, LATEST) == ImportReport(unchanged=2)
    assert await Event.filter(series_id=(await series()).id).count() == 2
    assert await Event.all().count() == 3


@pytest.mark.parametrize("named", [SECOND, "RECURRENCE-ID;VALUE=DATE:20260323"])
@pytest.mark.parametrize("lone_first", [True, False])
async def test_an_occurrence_in_a_file_apart_from_its_series_is_not_shown_twice(
    calendar: Calendar, named: str, lone_first: bool
) -> None:
    lone, whole = vcalendar(*override(named)), vcalendar(*SERIES)
    order = [lone, whole] if lone_first else [whole, lone]
    for content in order:
        assert await import_file(calendar, content, NOON) == ImportReport(created=1)

    moved = await Event.get(series_id=(await series()).id)
    assert moved.original_start == at("2026-03-23 09:00")
    assert await shown(calendar) == ["Moved", *["Weekly"] * 3]
    before = await rows()
    for content in order:
        assert await import_file(calendar, content, LATER) == ImportReport(unchanged=1)
    assert await rows() == before


async def test_an_occurrence_apart_is_gone_when_its_series_is_no_series_any_more(
    calendar: Calendar,
) -> None:
    for lines in (SERIES, override(SECOND), vevent("SUMMARY:Once", start=ZONED)):
        await import_file(calendar, vcalendar(*lines), NOON)

    assert [event.title for event in await Event.all()] == ["Once"]


async def test_attendees_of_a_series_are_assigned_to_all_its_occurrences(
    calendar: Calendar,
) -> None:
    firm = await calendar.organization
    anna = await make_user(firm, email="anna@firm.example")
    ben = await make_user(firm, email="ben@firm.example")
    content = vcalendar(
        *vevent(*WEEKLY, f"ATTENDEE:mailto:{anna.email}", start=ZONED),
        *override(SECOND, f"ATTENDEE:mailto:{ben.email}"),
    )

    await import_file(calendar, content, NOON)

    assigned = await EventAssignee.all()
    assert [(row.event_id, row.user_id) for row in assigned] == [((await series()).id, anna.id)]


async def test_what_comes_from_the_host_application_is_refused(calendar: Calendar) -> None:
    await make_event(calendar, title="Single", ical_uid="single", external_id="1")
    recurring = {"rrule": "FREQ=DAILY", "ical_uid": "e1", "external_id": "2"}
    await make_event(calendar, title="Series", **recurring)
    before = await rows()
    single = vevent("SUMMARY:Mine", uid="UID:single")

    for content in (
        vcalendar(*single, *SERIES, *override(SECOND)),
        vcalendar(*single, *override(SECOND)),
    ):
        report = await import_file(calendar, content, LATER)
        assert report.changed == 0
        assert all("comes from the host application" in item.reason for item in report.refused)

    assert await rows() == before


async def test_many_overrides_are_imported_found_again_and_dropped(calendar: Calendar) -> None:
    daily = vevent("RRULE:FREQ=DAILY;COUNT=700", "SUMMARY:Daily", start="DTSTART:20260101T090000Z")
    days = [at("2026-01-01 09:00") + timedelta(days=number) for number in range(600)]
    moved = [override(f"RECURRENCE-ID:{day:%Y%m%dT%H%M%SZ}") for day in days]
    content = vcalendar(*daily, *(line for lines in moved for line in lines))

    assert await import_file(calendar, content, NOON) == ImportReport(created=601)
    assert await import_file(calendar, content, LATER) == ImportReport(unchanged=601)
    assert await import_file(calendar, vcalendar(*daily), LATER) == ImportReport(updated=1)
    assert await Event.all().count() == 1
