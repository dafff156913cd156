"""Importing a file again, or a newer one: what changes, and what stays."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from api.feeds.importing import ImportReport, import_file
from api.ical.facts import EventStatus
from api.models import AuditEntry, Calendar, Event, EventAssignee, Task
from api.models.audit import Action
from tests.clock import NOON
from tests.factories import at, make_calendar, make_event, make_user
from tests.ical.parsing_files import vcalendar, vevent, vtodo

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


async def test_importing_twice_changes_nothing(calendar: Calendar) -> None:
    user = await make_user(await calendar.organization, email="anna@firm.example")
    content = vcalendar(
        *vevent(
            "SUMMARY:Hearing",
            "CATEGORIES:Court,London",
            f"ATTENDEE:mailto:{user.email}",
            "URL:message:%3C1@mail%3E",
            "DESCRIPTION:See the message.",
            uid="UID:hearing",
        ),
        *vevent("SUMMARY:No UID", uid=""),
        *vevent(start="DTSTART;VALUE=DATE:20260701", uid="UID:holiday"),
        *vtodo("SUMMARY:Report", "STATUS:COMPLETED", "PRIORITY:5"),
    )
    assert await import_file(calendar, content, NOON) == ImportReport(created=4)
    before, revision_before = await rows(), await revision(calendar)
    assignees = await EventAssignee.all().values()

    assert await import_file(calendar, content, LATER) == ImportReport(unchanged=4)

    assert await rows() == before
    assert await EventAssignee.all().values() == assignees
    assert await revision(calendar) == revision_before
    assert await AuditEntry.filter(action=Action.CALENDAR_IMPORTED).count() == 1


async def test_a_newer_file_changes_what_differs_and_nothing_else(calendar: Calendar) -> None:
    await import_file(calendar, vcalendar(*HEARING, *REPORT), NOON)
    moved = [line.replace("Room 4", "Room 5") for line in HEARING]

    report = await import_file(calendar, vcalendar(*moved, *REPORT), LATER)

    assert report == ImportReport(updated=1, unchanged=1)
    event, task = await Event.get(), await Task.get()
    assert (event.location, event.sequence, event.updated_at) == ("Room 5", 1, LATER)
    assert event.created_at == NOON
    assert (task.sequence, task.updated_at) == (0, NOON)
    assert await revision(calendar) == calendar.revision + 2


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("SUMMARY:Hearing", {"title": ""}),
        ("DESCRIPTION:Old", {"description": ""}),
        ("URL:https://court.example", {"url": ""}),
        ("CATEGORIES:Court", {"categories": []}),
        ("STATUS:CANCELLED", {"status": EventStatus.CONFIRMED}),
        ("TRANSP:TRANSPARENT", {"transparent": False}),
        ("DTEND:20260305T100000Z", {"ends_at": at("2026-03-02 09:00"), "long": False}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_a_newer_file_leaves_out_is_gone(
    calendar: Calendar, line: str, changed: dict[str, Any]
) -> None:
    await import_file(calendar, vcalendar(*vevent(line)), NOON)
    before = await Event.get()

    report = await import_file(calendar, vcalendar(*vevent()), LATER)

    assert report == ImportReport(updated=1)
    after = await Event.get()
    assert {name: getattr(after, name) for name in changed} == changed
    assert all(getattr(before, name) != value for name, value in changed.items())


async def test_a_second_change_within_a_second_still_raises_the_stamp(calendar: Calendar) -> None:
    for title in ("One", "Two", "Three"):
        await import_file(calendar, vcalendar(*vevent(f"SUMMARY:{title}")), NOON)

    event = await Event.get()
    assert (event.title, event.sequence) == ("Three", 2)
    assert event.updated_at == NOON + timedelta(seconds=2)


async def test_what_is_not_in_a_newer_file_stays(calendar: Calendar) -> None:
    await make_event(calendar, title="Written here")
    await import_file(calendar, vcalendar(*HEARING), NOON)

    await import_file(calendar, vcalendar(*REPORT), LATER)

    assert {event.title for event in await Event.all()} == {"Written here", "Hearing"}


async def test_two_imports_of_one_file_at_once_create_its_items_once(calendar: Calendar) -> None:
    content = vcalendar(*HEARING, *REPORT)

    reports = await asyncio.gather(*(import_file(calendar, content, NOON) for _ in range(4)))

    assert sum(report.created for report in reports) == 2
    assert sum(report.unchanged for report in reports) == 6
    assert await revision(calendar) == calendar.revision + 1


async def test_a_refused_item_leaves_what_was_imported_before(calendar: Calendar) -> None:
    await import_file(calendar, vcalendar(*HEARING), NOON)
    broken = vevent("SUMMARY:Hearing", start="", uid="UID:hearing")

    report = await import_file(calendar, vcalendar(*broken), LATER)

    assert (report.changed, len(report.refused)) == (0, 1)
    assert (await Event.get()).location == "Room 4"
    assert await revision(calendar) == calendar.revision + 1


async def test_other_attendees_in_a_newer_file_are_a_change_of_the_event(
    calendar: Calendar,
) -> None:
    firm = await calendar.organization
    anna = await make_user(firm, email="anna@firm.example")
    ben = await make_user(firm, email="ben@firm.example")

    async def import_for(*emails: str) -> tuple[ImportReport, int, list[Any]]:
        lines = [f"ATTENDEE:mailto:{email}" for email in emails]
        report = await import_file(calendar, vcalendar(*vevent(*lines)), NOON)
        event = await Event.get()
        assigned = await EventAssignee.filter(event_id=event.id)
        return report, event.sequence, [row.user_id for row in assigned]

    assert await import_for(anna.email) == (ImportReport(created=1), 0, [anna.id])
    assert await import_for(ben.email) == (ImportReport(updated=1), 1, [ben.id])
    assert await import_for(ben.email) == (ImportReport(unchanged=1), 1, [ben.id])
    assert await import_for() == (ImportReport(updated=1), 2, [])


async def test_somebody_who_becomes_a_user_is_assigned_by_the_next_import(
    calendar: Calendar,
) -> None:
    content = vcalendar(*vevent("ATTENDEE:mailto:anna@firm.example"))
    await import_file(calendar, content, NOON)
    anna = await make_user(await calendar.organization, email="anna@firm.example")

    assert await import_file(calendar, content, LATER) == ImportReport(updated=1)

    assert [row.user_id for row in await EventAssignee.all()] == [anna.id]
