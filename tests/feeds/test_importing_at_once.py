"""Importing while others write: nothing is lost, and nobody waits longer than the writing takes."""

import asyncio
from datetime import timedelta

import pytest

from api.errors import NotFound
from api.feeds.importing import ImportReport, import_file
from api.models import AuditEntry, Calendar, Event, EventAssignee
from api.models.audit import Action
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_user
from tests.ical.parsing_files import vcalendar, vevent
from tests.schema.statements import statements

LATER = NOON + timedelta(hours=1)


@pytest.fixture
async def calendar(open_database: str) -> Calendar:
    """A calendar in London, without items."""
    return await make_calendar(await make_user(), name="Court diary")


def events(count: int, title: str, *lines: str) -> bytes:
    """A file with so many events."""
    return vcalendar(
        *(
            line
            for number in range(count)
            for line in vevent(f"SUMMARY:{title}", *lines, uid=f"UID:{number}")
        )
    )


async def test_changing_many_items_does_not_take_a_statement_for_each(calendar: Calendar) -> None:
    anna, ben = [await make_user(await calendar.organization) for _ in range(2)]
    await import_file(calendar, events(400, "Old", f"ATTENDEE:mailto:{anna.email}"), NOON)

    with statements() as sent:
        report = await import_file(
            calendar, events(400, "New", f"ATTENDEE:mailto:{ben.email}"), LATER
        )

    assert report == ImportReport(updated=400)
    assert len(sent) < 20, sent
    assert await Event.filter(title="New", sequence=1, updated_at=LATER).count() == 400
    assert {row.user_id for row in await EventAssignee.all()} == {ben.id}
    assert await EventAssignee.all().count() == 400


async def test_importing_again_writes_nothing_and_locks_nothing(calendar: Calendar) -> None:
    content = events(3, "Hearing")
    await import_file(calendar, content, NOON)

    with statements() as sent:
        await import_file(calendar, content, LATER)

    assert sent
    assert all(statement.strip().startswith("SELECT") for statement in sent), sent
    assert not any("FOR" in statement.split() for statement in sent), sent


async def test_two_newer_files_at_once_are_two_changes(calendar: Calendar) -> None:
    await import_file(calendar, events(3, "Old"), NOON)

    reports = await asyncio.gather(
        *(import_file(calendar, events(3, title), LATER) for title in ("One", "Two"))
    )

    assert reports == [ImportReport(updated=3)] * 2
    written = await Event.all()
    assert {event.sequence for event in written} == {2}
    assert len({event.title for event in written}) == 1
    assert await AuditEntry.filter(action=Action.CALENDAR_IMPORTED).count() == 3


async def test_an_import_leaves_the_revision_as_high_as_others_raised_it(
    calendar: Calendar,
) -> None:
    files = [events(1, title) for title in ("One", "Two", "Three", "Four")]

    await asyncio.gather(*(import_file(calendar, content, NOON) for content in files))

    assert (await Calendar.get(id=calendar.id)).revision == calendar.revision + 4
    assert (await Event.get()).sequence == 3


async def test_a_calendar_that_is_gone_is_not_imported_into(calendar: Calendar) -> None:
    await Calendar.filter(id=calendar.id).delete()

    with pytest.raises(NotFound):
        await import_file(calendar, events(1, "Hearing"), NOON)


async def test_what_others_wrote_into_the_calendar_stays(calendar: Calendar) -> None:
    await make_event(calendar, title="Written here")

    await import_file(calendar, events(2, "Hearing"), NOON)

    assert await Event.filter(title="Written here", sequence=0).count() == 1
