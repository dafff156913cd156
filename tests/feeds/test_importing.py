"""Importing iCalendar files: what becomes an event or a task, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from api.errors import InvalidInput
from api.feeds.importing import ImportReport, import_file
from api.ical.facts import EventStatus
from api.models import AuditEntry, Calendar, Event, EventAssignee, Task, TaskAssignee
from api.models.audit import Action
from tests.clock import NOON
from tests.factories import at, make_calendar, make_organization, make_user
from tests.ical.parsing_files import vcalendar, vevent, vtodo
from tests.schema.statements import statements

LATER = NOON + timedelta(hours=1)
HEARING = vevent("SUMMARY:Hearing", "LOCATION:Room 4", "DTEND:20260302T100000Z", uid="UID:hearing")
REPORT = vtodo("SUMMARY:Report", uid="UID:report")


@pytest.fixture
async def calendar(open_database: str) -> Calendar:
    """A calendar in London, without items."""
    return await make_calendar(await make_user(), name="Court diary")


async def revision(calendar: Calendar) -> int:
    """The revision of the calendar as it is stored now."""
    stored: int = (await Calendar.get(id=calendar.id)).revision
    return stored


async def rows() -> list[dict[str, Any]]:
    """Everything that is stored of events and tasks."""
    return [dict(row) for model in (Event, Task) for row in await model.all().values()]


async def test_an_event_is_stored_with_all_that_the_file_says(calendar: Calendar) -> None:
    content = vcalendar(
        *vevent(
            "SUMMARY:Hearing\\, part 2",
            "DESCRIPTION:Bring the file.\\nRoom is small.",
            "LOCATION:Room 4",
            "URL:https://court.example/4",
            "CATEGORIES:Court,London",
            "STATUS:TENTATIVE",
            "TRANSP:TRANSPARENT",
            "DTEND;TZID=America/New_York:20260302T113000",
            start="DTSTART;TZID=America/New_York:20260302T090000",
            uid="UID:hearing",
        )
    )

    report = await import_file(calendar, content, NOON)

    assert report == ImportReport(created=1)
    event = await Event.get()
    assert event.calendar_id == calendar.id
    assert event.ical_uid == "hearing"
    assert event.external_id is None
    assert event.title == "Hearing, part 2"
    assert event.description == "Bring the file.\nRoom is small."
    assert event.location == "Room 4"
    assert event.url == "https://court.example/4"
    assert event.categories == ["Court", "London"]
    assert event.status is EventStatus.TENTATIVE
    assert event.transparent
    assert not event.all_day
    assert event.starts_at == at("2026-03-02 14:00")
    assert event.ends_at == at("2026-03-02 16:30")
    assert event.time_zone == "America/New_York"
    assert (event.sequence, event.created_at, event.updated_at) == (0, NOON, NOON)


async def test_a_task_is_stored_with_all_that_the_file_says(calendar: Calendar) -> None:
    content = vcalendar(
        *vtodo(
            "SUMMARY:Report",
            "PRIORITY:1",
            "STATUS:COMPLETED",
            "COMPLETED:20260301T080000Z",
            due="DUE;VALUE=DATE:20260303",
            uid="UID:report",
        )
    )

    assert await import_file(calendar, content, NOON) == ImportReport(created=1)

    task = await Task.get()
    assert (task.ical_uid, task.title, task.priority) == ("report", "Report", 1)
    assert task.all_day
    assert task.due_at == at("2026-03-03 00:00")
    assert task.completed_at == at("2026-03-01 08:00")


async def test_dates_are_all_day_and_floating_times_are_the_calendars(calendar: Calendar) -> None:
    summer = "DTSTART:20260701T090000"
    content = vcalendar(
        *vevent(
            "DTEND;VALUE=DATE:20260704", start="DTSTART;VALUE=DATE:20260701", uid="UID:holiday"
        ),
        *vevent("DURATION:PT1H", start=summer, uid="UID:floating"),
        *vevent(start="DTSTART;TZID=W. Europe Standard Time:20260701T090000", uid="UID:windows"),
    )

    await import_file(calendar, content, NOON)

    stored = {event.ical_uid: event for event in await Event.all()}
    holiday = stored["holiday"]
    assert holiday.all_day
    assert holiday.long
    assert (holiday.starts_at, holiday.ends_at) == (at("2026-07-01 00:00"), at("2026-07-04 00:00"))
    assert stored["floating"].starts_at == at("2026-07-01 08:00")
    assert stored["floating"].ends_at == at("2026-07-01 09:00")
    assert not stored["floating"].long
    assert stored["windows"].starts_at == at("2026-07-01 07:00")
    assert stored["windows"].time_zone == "Europe/Berlin"


async def test_an_import_raises_the_revision_once_and_is_audited(calendar: Calendar) -> None:
    await import_file(calendar, vcalendar(*HEARING, *REPORT), NOON)

    assert await revision(calendar) == calendar.revision + 1
    entry = await AuditEntry.get()
    assert entry.action is Action.CALENDAR_IMPORTED
    assert (entry.subject_id, entry.at, entry.actor_id) == (calendar.id, NOON, None)
    assert entry.organization_id == calendar.organization_id
    assert entry.details == {"created": 2, "updated": 0}


async def test_a_file_is_imported_into_each_calendar_for_itself(calendar: Calendar) -> None:
    other = await make_calendar(await make_user())
    await import_file(calendar, vcalendar(*HEARING), NOON)

    assert await import_file(other, vcalendar(*HEARING), NOON) == ImportReport(created=1)

    assert await Event.filter(ical_uid="hearing").count() == 2


async def test_an_event_and_a_task_may_have_one_uid(calendar: Calendar) -> None:
    content = vcalendar(*vevent(uid="UID:same"), *vtodo(uid="UID:same"))

    assert await import_file(calendar, content, NOON) == ImportReport(created=2)
    assert await import_file(calendar, content, NOON) == ImportReport(unchanged=2)


async def test_series_and_what_cannot_be_read_are_named_and_the_rest_is_imported(
    calendar: Calendar,
) -> None:
    content = vcalendar(
        *HEARING,
        *vevent("SUMMARY:Hourly", "RRULE:FREQ=HOURLY", uid="UID:hourly"),
        *vevent("SUMMARY:No start", start="", uid="UID:no-start"),
        *vevent("SUMMARY:Mars", start="DTSTART;TZID=Mars:20260302T090000", uid="UID:mars"),
        *vtodo("SUMMARY:Dropped", "STATUS:CANCELLED", uid="UID:dropped"),
        *REPORT,
    )

    report = await import_file(calendar, content, NOON)

    assert report.created == 2
    refused = {item.ical_uid: item for item in report.refused}
    assert {uid: item.component for uid, item in refused.items()} == {
        "hourly": "VEVENT",
        "no-start": "VEVENT",
        "mars": "VEVENT",
        "dropped": "VTODO",
    }
    assert refused["no-start"].title == "No start"
    assert refused["no-start"].reason == "It has no start (DTSTART)."
    assert "FREQ=HOURLY" in refused["hourly"].reason
    assert "“Mars”" in refused["mars"].reason
    assert "was cancelled" in refused["dropped"].reason
    assert {event.title for event in await Event.all()} == {"Hearing"}
    assert {task.title for task in await Task.all()} == {"Report"}


async def test_an_item_that_cannot_be_stored_costs_only_itself(calendar: Calendar) -> None:
    first_day = vevent("SUMMARY:Creation", start="DTSTART:00010101T090000Z", uid="UID:creation")

    report = await import_file(calendar, vcalendar(*first_day, *HEARING), NOON)

    assert report.created == 1
    (refused,) = report.refused
    assert (refused.ical_uid, refused.title) == ("creation", "Creation")
    assert refused.reason == "startsAt: Give a time between the years 1 and 9998."


@pytest.mark.parametrize("length", [10, 100_000])
async def test_an_address_that_is_no_web_page_ends_the_description(
    calendar: Calendar, length: int
) -> None:
    url = "message:%3C1@mail%3E"
    content = vcalendar(*vevent(f"URL:{url}", "DESCRIPTION:" + "x" * length))

    assert await import_file(calendar, content, NOON) == ImportReport(created=1)

    event = await Event.get()
    assert event.url == ""
    assert event.description.endswith(f"x\n\n{url}")
    assert len(event.description) <= 100_000
    assert await import_file(calendar, content, LATER) == ImportReport(unchanged=1)


async def test_attendees_who_are_users_of_the_organization_become_assignees(
    calendar: Calendar,
) -> None:
    firm = await calendar.organization
    anna = await make_user(firm, email="anna@firm.example")
    ben = await make_user(firm, email="ben@firm.example")
    await make_user(await make_organization(), email="eve@other.example")
    attendees = [
        'ATTENDEE;CN="Anna";ROLE=CHAIR:mailto:Anna@Firm.example',
        "ATTENDEE:MAILTO:ben@firm.example",
        "ATTENDEE:mailto:ben@firm.example",
        "ATTENDEE:mailto:eve@other.example",
        "ATTENDEE:mailto:nobody@firm.example",
        "ATTENDEE:urn:uuid:1",
    ]

    await import_file(calendar, vcalendar(*vevent(*attendees), *vtodo(attendees[0])), NOON)

    event, task = await Event.get(), await Task.get()
    assigned = await EventAssignee.filter(event_id=event.id)
    assert {row.user_id for row in assigned} == {anna.id, ben.id}
    assert [row.user_id for row in await TaskAssignee.filter(task_id=task.id)] == [anna.id]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"<!DOCTYPE html><title>Sign in</title>", "This is a web page, not a calendar."),
        (b"Dear all, see attached.", "This is not an iCalendar file"),
        (b"\x00\xff\xfe" * 1_000, "This is not an iCalendar file"),
        (vcalendar(), "The calendar in this file is empty"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_000, "The file has more than 10 MB."),
    ],
    ids=["empty", "web page", "letter", "binary", "no items", "too large"],
)
async def test_a_file_that_is_no_calendar_is_refused_with_the_reason(
    calendar: Calendar, content: bytes, reason: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await import_file(calendar, content, NOON)

    assert refusal.value.message.startswith(reason)
    assert await rows() == []
    assert await revision(calendar) == calendar.revision


async def test_a_dry_run_says_what_would_become_of_a_file_and_writes_nothing(
    calendar: Calendar,
) -> None:
    await import_file(calendar, vcalendar(*HEARING), NOON)
    before = await rows()
    moved = [line.replace("Room 4", "Room 5") for line in HEARING]
    content = vcalendar(*moved, *REPORT, *vevent(start="", uid="UID:no-start"))

    with statements() as sent:
        foretold = await import_file(calendar, content, LATER, dry_run=True)

    assert all(statement.strip().startswith("SELECT") for statement in sent)
    assert await rows() == before
    assert await AuditEntry.all().count() == 1
    assert await revision(calendar) == calendar.revision + 1
    assert (foretold.created, foretold.updated, len(foretold.refused)) == (1, 1, 1)
    assert await import_file(calendar, content, LATER) == foretold


async def test_whoever_waits_is_told_how_far_the_import_has_come(calendar: Calendar) -> None:
    lines = [line for number in range(300) for line in vevent(uid=f"UID:{number}")]
    shares: list[float] = []

    await import_file(calendar, vcalendar(*lines), NOON, progress=shares.append)

    assert len(shares) > 10
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] == 1


async def test_more_items_than_one_statement_takes_are_imported_and_found_again(
    calendar: Calendar,
) -> None:
    firm = await calendar.organization
    users = [await make_user(firm) for _ in range(3)]
    items = [
        line
        for number in range(1_100)
        for line in vevent(
            f"SUMMARY:Event {number}",
            f"ATTENDEE:mailto:{users[number % 3].email}",
            *(f"ATTENDEE:mailto:guest{number}-{guest}@elsewhere.example" for guest in range(2)),
            uid=f"UID:{number}",
        )
    ]

    assert await import_file(calendar, vcalendar(*items), NOON) == ImportReport(created=1_100)

    assert await EventAssignee.all().count() == 1_100
    assert await import_file(calendar, vcalendar(*items), NOON) == ImportReport(unchanged=1_100)
