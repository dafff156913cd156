"""importCalendar: what becomes of a file, who may, and how others are not held up."""

import asyncio
from typing import Any

import pytest

from api.feeds.importing import reading
from api.models import AuditEntry, Calendar, Event, Member, User
from api.models.access import CalendarRole
from api.models.audit import Action
from api.schema.ids import encode_id
from tests.factories import add_member, make_calendar, make_user
from tests.ical.parsing_files import vcalendar, vevent, vtodo
from tests.service import Answer, Service

DOCUMENT = """
mutation ($input: ImportCalendarInput!, $first: Int! = 100) {
  importCalendar(input: $input) {
    report {
      created updated unchanged refusedCount
      refused(first: $first) { component title icalUid reason }
    }
    calendar { id revision }
    errors { code message path }
  }
}
"""[1:]
FILE = vcalendar(
    *vevent("SUMMARY:Hearing", uid="UID:hearing"),
    *vevent("SUMMARY:Weekly", "RRULE:FREQ=WEEKLY", uid="UID:weekly"),
    *vevent("RECURRENCE-ID:20260309T090000Z", "SUMMARY:Moved", uid="UID:weekly"),
    *vevent("SUMMARY:Hourly", "RRULE:FREQ=HOURLY", uid="UID:hourly"),
    *vtodo("SUMMARY:Whenever", due=""),
).decode()
# A second of work for the process that reads it.
LARGE = vcalendar(
    *(line for n in range(3_000) for line in vevent("SUMMARY:x", uid=f"UID:{n}"))
).decode()


@pytest.fixture
async def owner(service: Service) -> User:
    """The owner of the only calendar."""
    user = await make_user()
    await make_calendar(user, name="Court diary")
    return user


async def send(service: Service, user: User, content: str, **more: Any) -> Answer:
    """Imports a file into the only calendar as this user."""
    first = more.pop("first", 100)
    calendar = await Calendar.get()
    input = {"calendarId": encode_id("Calendar", calendar.id), "content": content} | more
    return await service.graphql(DOCUMENT, user=user, input=input, first=first)


def payload(answer: Answer) -> Any:
    assert not answer.errors, answer.errors
    return answer.data["importCalendar"]


async def test_a_file_is_imported_and_each_item_accounted_for(
    owner: User, service: Service
) -> None:
    answered = payload(await send(service, owner, FILE))

    refused = answered["report"].pop("refused")
    assert answered["report"] == {"created": 3, "updated": 0, "unchanged": 0, "refusedCount": 2}
    assert [(item["component"], item["title"], item["icalUid"]) for item in refused] == [
        ("VEVENT", "Hourly", "hourly"),
        ("VTODO", "Whenever", "t1"),
    ]
    assert all(item["reason"] for item in refused)
    calendar = await Calendar.get()
    assert answered["calendar"]["id"] == encode_id("Calendar", calendar.id)
    assert int(answered["calendar"]["revision"]) == calendar.revision
    assert {event.title for event in await Event.all()} == {"Hearing", "Weekly", "Moved"}


async def test_importing_again_changes_nothing(owner: User, service: Service) -> None:
    first = payload(await send(service, owner, FILE))

    again = payload(await send(service, owner, FILE))

    assert (again["report"]["created"], again["report"]["unchanged"]) == (0, 3)
    assert again["calendar"] == first["calendar"]


async def test_a_dry_run_writes_nothing(owner: User, service: Service) -> None:
    answered = payload(await send(service, owner, FILE, dryRun=True))

    assert answered["report"]["created"] == 3
    assert await Event.all().count() == 0
    assert not await AuditEntry.exists(action=Action.CALENDAR_IMPORTED)


async def test_only_as_many_refused_items_are_shown_as_were_asked_for(
    owner: User, service: Service
) -> None:
    report = payload(await send(service, owner, FILE, first=1))["report"]

    assert (report["refusedCount"], len(report["refused"])) == (2, 1)
    for first in (-1, 101):
        assert (await send(service, owner, FILE, first=first)).codes == ["BAD_REQUEST"]


async def test_the_audit_log_names_who_imported_and_from_where(
    owner: User, service: Service
) -> None:
    writer = await make_user(await owner.organization)
    await add_member(await Calendar.get(), writer, CalendarRole.WRITER)

    payload(await send(service, writer, FILE))

    entry = await AuditEntry.get(action=Action.CALENDAR_IMPORTED)
    assert (entry.actor_id, entry.network) == (writer.id, "127.0.0.0/24")
    assert entry.details == {"created": 3, "updated": 0}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "The file is empty."),
        ("Dear all, see attached.", "This is not an iCalendar file"),
        (FILE.replace("Hearing", "Hea\0ring"), "This holds NUL characters"),
        (FILE.replace("Hearing", "Hea\ud800ring"), "This holds NUL characters"),
    ],
    ids=["empty", "letter", "NUL", "half a character"],
)
async def test_what_is_no_calendar_is_refused_with_the_reason(
    owner: User, service: Service, content: str, message: str
) -> None:
    answered = payload(await send(service, owner, content))

    (error,) = answered["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "content"])
    assert error["message"].startswith(message)
    assert (answered["report"], answered["calendar"]) == (None, None)
    assert await Event.all().count() == 0


async def test_a_second_import_in_one_request_is_refused(owner: User, service: Service) -> None:
    calendar = await Calendar.get()
    input = {"calendarId": encode_id("Calendar", calendar.id), "content": FILE}
    once = "importCalendar(input: $input) { errors { code } }"

    answer = await service.graphql(
        f"mutation ($input: ImportCalendarInput!) {{ a: {once} b: {once} }}",
        user=owner,
        input=input,
    )

    assert answer.codes == ["BAD_REQUEST"]


async def test_who_may_write_no_more_when_the_file_has_been_read_writes_nothing(
    owner: User, service: Service
) -> None:
    writer = await make_user(await owner.organization)
    calendar = await Calendar.get()
    await add_member(calendar, writer, CalendarRole.WRITER)
    importing = asyncio.create_task(send(service, writer, LARGE))
    while not service.app.state.imports.is_reading:
        await asyncio.sleep(0)

    await Member.filter(user_id=writer.id).update(role=CalendarRole.READER)

    assert (await importing).codes == ["FORBIDDEN"]
    assert await Event.all().count() == 0


async def test_too_many_files_at_once_are_sent_away_for_a_while(
    owner: User, service: Service
) -> None:
    answers = await asyncio.gather(*(send(service, owner, FILE) for _ in range(reading.QUEUE + 2)))

    refused = [answer for answer in answers if answer.errors]
    assert 1 <= len(refused) <= 2
    assert {answer.errors[0]["extensions"]["code"] for answer in refused} == {"UNAVAILABLE"}
    assert {answer.errors[0]["extensions"]["retryAfter"] for answer in refused} == {30}
    assert sum(payload(answer)["report"]["created"] for answer in answers if not answer.errors) == 3


async def test_others_are_answered_while_a_file_is_read(owner: User, service: Service) -> None:
    importing = asyncio.create_task(send(service, owner, LARGE))
    while not service.app.state.imports.is_reading:
        await asyncio.sleep(0)

    assert (await service.http.get("/healthz")).status_code == 200

    assert service.app.state.imports.is_reading
    assert payload(await importing)["report"]["created"] == 3_000
