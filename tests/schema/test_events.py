"""createEvent, updateEvent, deleteEvent: what is written, and that it counts as a write."""

from datetime import timedelta
from typing import Any

import pytest

from api.models import Calendar, Event, EventAssignee, User
from api.models.access import CalendarRole
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import at, make_calendar, make_event, make_user
from tests.schema.firm import STRANGER, make_firm
from tests.service import Service

CREATE_EVENT = """
mutation ($input: CreateEventInput!) {
  createEvent(input: $input) {
    event {
      id calendarId startsAt endsAt allDay startDate endDate transparent status title description
      location url categories timeZone sequence updatedAt
    }
    errors { code message path }
  }
}
"""[1:]
UPDATE_EVENT = """
mutation ($input: UpdateEventInput!) {
  updateEvent(input: $input) {
    event {
      id calendarId startsAt endsAt allDay startDate endDate transparent status title description
      location url categories timeZone sequence updatedAt
    }
    errors { code message path }
  }
}
"""[1:]
DELETE_EVENT = """
mutation ($input: DeleteEventInput!) {
  deleteEvent(input: $input) { deletedId errors { code message path } }
}
"""[1:]
TIMES = {"startsAt": "2026-03-29T09:00:00+02:00", "endsAt": "2026-03-29T10:30:00+02:00"}


async def create(service: Service, user: User, calendar: Calendar, **input: Any) -> Any:
    given = {"calendarId": encode_id("Calendar", calendar.id), "title": "Hearing"} | input
    return (await service.ask(CREATE_EVENT, user=user, input=given))["createEvent"]


async def update(service: Service, user: User, event: Event, **input: Any) -> Any:
    given = {"id": encode_id("Event", event.id)} | input
    return (await service.ask(UPDATE_EVENT, user=user, input=given))["updateEvent"]


async def revision(calendar: Calendar) -> int:
    return int((await Calendar.get(id=calendar.id)).revision)


async def test_an_event_is_stored_as_it_was_given(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)

    payload = await create(
        service,
        user,
        calendar,
        **TIMES,
        description="Bring\r\nthe file.",
        location="Court 3",
        url="https://firm.example/1",
        categories=["Court", "Court", " ", "Smith v Jones"],
        status="TENTATIVE",
        transparent=True,
        timeZone="Europe/Berlin",
    )

    event = await Event.get()
    assert payload["errors"] == []
    assert payload["event"] == {
        "id": encode_id("Event", event.id),
        "calendarId": encode_id("Calendar", calendar.id),
        "startsAt": "2026-03-29T07:00:00Z",
        "endsAt": "2026-03-29T08:30:00Z",
        "allDay": False,
        "startDate": None,
        "endDate": None,
        "transparent": True,
        "status": "TENTATIVE",
        "title": "Hearing",
        "description": "Bring\nthe file.",
        "location": "Court 3",
        "url": "https://firm.example/1",
        "categories": ["Court", "Smith v Jones"],
        "timeZone": "Europe/Berlin",
        "sequence": 0,
        "updatedAt": "2026-03-18T12:00:00Z",
    }
    assert (event.starts_at, event.ends_at) == (at("2026-03-29 07:00"), at("2026-03-29 08:30"))
    assert await revision(calendar) == 2


async def test_what_is_left_out_has_its_default(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)

    event = (await create(service, user, calendar, **TIMES))["event"]

    assert (event["status"], event["transparent"]) == ("CONFIRMED", False)
    assert event["description"] == event["location"] == event["url"] == ""
    assert (event["categories"], event["timeZone"]) == ([], None)


async def test_an_all_day_event_ends_on_the_date_after_its_last(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)

    payload = await create(
        service, user, calendar, startDate="2026-03-29", endDate="2026-04-01", title=""
    )

    event = payload["event"]
    assert (event["allDay"], event["startDate"], event["endDate"]) == (
        True,
        "2026-03-29",
        "2026-04-01",
    )
    assert (event["startsAt"], event["endsAt"]) == ("2026-03-29T00:00:00Z", "2026-04-01T00:00:00Z")
    assert (await Event.get()).long is True


WRONG_TIMES: dict[str, tuple[dict[str, Any], str]] = {
    "none at all": ({}, "startsAt"),
    "no end": ({"startsAt": TIMES["startsAt"]}, "startsAt"),
    "no start": ({"endsAt": TIMES["endsAt"]}, "startsAt"),
    "null for both": ({"startsAt": None, "endsAt": None}, "startsAt"),
    "instants and dates": (
        TIMES | {"startDate": "2026-03-29", "endDate": "2026-03-30"},
        "startsAt",
    ),
    "an instant and a date": (
        {"startsAt": TIMES["startsAt"], "endDate": "2026-03-30"},
        "startsAt",
    ),
    "end before start": (
        {"startsAt": TIMES["endsAt"], "endsAt": TIMES["startsAt"]},
        "endsAt",
    ),
    "end at start": ({"startsAt": TIMES["startsAt"], "endsAt": TIMES["startsAt"]}, "endsAt"),
    "end at start in another zone": (
        {"startsAt": "2026-03-29T09:00:00+02:00", "endsAt": "2026-03-29T07:00:00Z"},
        "endsAt",
    ),
    "no date": ({"startDate": "2026-03-29", "endDate": "2026-03-29"}, "endDate"),
    "last date before the first": (
        {"startDate": "2026-03-29", "endDate": "2026-03-28"},
        "endDate",
    ),
}


async def test_times_that_make_no_event_are_said_by_field(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    event = await make_event(calendar)
    row = await Event.filter(id=event.id).values()

    for case, (times, field) in WRONG_TIMES.items():
        created = await create(service, user, calendar, **times)
        errors = [(error["code"], error["path"]) for error in created["errors"]]
        assert errors == [("INVALID_INPUT", ["input", field])], case
        if len(times) > 1 and all(times.values()):
            changed = await update(service, user, event, **times)
            assert changed["errors"] == created["errors"], case
            assert changed["event"] is None, case

    assert await Event.all().count() == 1
    assert await Event.filter(id=event.id).values() == row
    assert await revision(calendar) == 1


async def test_what_is_left_out_of_a_change_stays(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    event = await make_event(
        calendar,
        title="Hearing",
        description="Bring the file.",
        location="Court 3",
        categories=["Court"],
        time_zone="Europe/Berlin",
        transparent=True,
        status="TENTATIVE",
    )
    service.clock.advance(minutes=5)

    shown = (await update(service, user, event, title="Trial"))["event"]

    assert shown == shown | {
        "title": "Trial",
        "description": "Bring the file.",
        "location": "Court 3",
        "categories": ["Court"],
        "timeZone": "Europe/Berlin",
        "transparent": True,
        "status": "TENTATIVE",
        "startsAt": "2026-03-18T12:00:00Z",
        "sequence": 1,
        "updatedAt": "2026-03-18T12:05:00Z",
    }
    assert await revision(calendar) == 2


@pytest.mark.parametrize(
    ("field", "value", "other"),
    [
        ("startsAt", "2026-03-18T10:30:00Z", {"endsAt": "2026-03-18T13:00:00Z"}),
        ("endsAt", "2026-03-18T12:15:00Z", {"startsAt": "2026-03-18T12:00:00Z"}),
        ("startDate", "2026-03-17", {"endDate": "2026-03-20"}),
        ("endDate", "2026-03-19", {"startDate": "2026-03-18"}),
    ],
)
async def test_one_time_alone_is_moved_and_the_other_stays(
    service: Service, field: str, value: str, other: dict[str, str]
) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    all_day = field.endswith("Date")
    days = {"starts_at": at("2026-03-18 00:00"), "ends_at": at("2026-03-20 00:00"), "all_day": True}
    event = await make_event(calendar, **(days if all_day else {}))

    payload = await update(service, user, event, **{field: value})

    assert payload["errors"] == []
    assert payload["event"] == payload["event"] | {field: value, "allDay": all_day} | other
    assert payload["event"]["sequence"] == 1


LEFT_ALONE: dict[str, tuple[dict[str, Any], str]] = {
    "a start after the end": ({"startsAt": "2026-03-18T13:30:00Z"}, "startsAt"),
    "a start at the end": ({"startsAt": "2026-03-18T13:00:00Z"}, "startsAt"),
    "an end before the start": ({"endsAt": "2026-03-18T11:00:00Z"}, "endsAt"),
    "a first date of an event with times": ({"startDate": "2026-03-18"}, "startDate"),
    "an end date of an event with times": ({"endDate": "2026-03-20"}, "startDate"),
    "no start": ({"startsAt": None}, "startsAt"),
    "no end": ({"startsAt": "2026-03-18T09:00:00Z", "endsAt": None}, "endsAt"),
    "no first date": ({"startDate": None, "title": "x"}, "startDate"),
    "no end date": ({"endDate": None}, "endDate"),
}


async def test_a_time_alone_that_makes_no_event_is_said_by_field(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    event = await make_event(calendar)

    for case, (times, field) in LEFT_ALONE.items():
        payload = await update(service, user, event, **times)
        (error,) = payload["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", field]), case
    assert await revision(calendar) == 1


async def test_the_same_change_twice_is_one_write(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    event = await make_event(calendar)
    change = TIMES | {"title": "Trial", "assigneeIds": [encode_id("User", user.id)]}

    first = await update(service, user, event, **change)
    service.clock.advance(hours=1)
    second = await update(service, user, event, **change)

    assert first == second
    assert second["event"]["sequence"] == 1
    assert await revision(calendar) == 2


async def test_null_gives_the_event_its_calendars_zone(service: Service) -> None:
    user = await make_user()
    event = await make_event(await make_calendar(user), time_zone="Europe/Berlin")

    assert (await update(service, user, event, timeZone=None))["event"]["timeZone"] is None


async def test_an_event_becomes_an_all_day_event_and_back(service: Service) -> None:
    user = await make_user()
    event = await make_event(await make_calendar(user))

    dates = {"startDate": "2026-03-29", "endDate": "2026-03-30"}
    assert (await update(service, user, event, **dates))["event"]["allDay"] is True
    assert (await update(service, user, event, **TIMES))["event"]["allDay"] is False


async def test_each_change_shows_even_when_the_clock_stands_or_goes_back(
    service: Service,
) -> None:
    user = await make_user()
    event = await make_event(await make_calendar(user))

    first = (await update(service, user, event, title="1"))["event"]
    service.clock.advance(days=-1)
    second = (await update(service, user, event, title="2"))["event"]

    assert (first["sequence"], second["sequence"]) == (1, 2)
    assert first["updatedAt"] == "2026-03-18T12:00:01Z"
    assert second["updatedAt"] == "2026-03-18T12:00:02Z"


async def test_assignees_are_replaced_when_given(service: Service) -> None:
    firm = await make_firm()
    reader, stranger = firm.person(CalendarRole.READER), firm.person(STRANGER)
    ids = {who.id: encode_id("User", who.id) for who in (reader, stranger)}

    async def assigned() -> set[Any]:
        return {row.user_id for row in await EventAssignee.all()}

    await create(service, firm.owner, firm.calendar, **TIMES, assigneeIds=[ids[reader.id]] * 2)
    event = await Event.get()
    assert await assigned() == {reader.id}
    await update(service, firm.owner, event, title="Trial")
    assert await assigned() == {reader.id}
    await update(service, firm.owner, event, assigneeIds=[ids[stranger.id]])
    assert await assigned() == {stranger.id}
    await update(service, firm.owner, event, assigneeIds=[])
    assert await assigned() == set()


@pytest.mark.parametrize("count", [1, 1_001])
async def test_an_unknown_assignee_stops_the_write(service: Service, count: int) -> None:
    user, other = await make_user(), await make_user()
    calendar = await make_calendar(user)
    event = await make_event(calendar, title="Hearing")
    ids = [encode_id("User", other.id)] * count

    payloads = [
        await create(service, user, calendar, **TIMES, assigneeIds=ids),
        await update(service, user, event, title="Trial", assigneeIds=ids),
    ]

    code = "NOT_FOUND" if count == 1 else "INVALID_INPUT"
    for payload in payloads:
        (error,) = payload["errors"]
        assert (error["code"], error["path"]) == (code, ["input", "assigneeIds"])
    assert [row.title for row in await Event.all()] == ["Hearing"]
    assert await revision(calendar) == 1


async def test_a_deleted_event_is_gone_and_counts_as_a_write(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    id_ = encode_id("Event", (await make_event(calendar)).id)

    first = await service.ask(DELETE_EVENT, user=user, input={"id": id_})
    second = await service.ask(DELETE_EVENT, user=user, input={"id": id_})

    assert first["deleteEvent"] == {"deletedId": id_, "errors": []}
    assert second["deleteEvent"]["deletedId"] is None
    (error,) = second["deleteEvent"]["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "id"])
    assert await Event.all().count() == 0
    assert await revision(calendar) == 2


async def test_what_the_host_manages_is_changed_by_the_host_only(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    event = await make_event(calendar, title="Hearing", external_id="matter-1")
    id_ = encode_id("Event", event.id)

    payloads = [
        await update(service, user, event, title="Trial"),
        (await service.ask(DELETE_EVENT, user=user, input={"id": id_}))["deleteEvent"],
    ]

    assert [payload["errors"][0]["code"] for payload in payloads] == ["HOST_MANAGED"] * 2
    assert (await Event.get()).title == "Hearing"
    assert await revision(calendar) == 1


async def test_an_event_is_in_the_feed_until_it_is_deleted(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    url = await service.feed_url(user)

    event = (await create(service, user, calendar, **TIMES))["event"]
    assert b"SUMMARY:Hearing" in (await service.fetch(url)).content
    await service.ask(UPDATE_EVENT, user=user, input={"id": event["id"], "title": "Trial"})
    assert b"SUMMARY:Trial" in (await service.fetch(url)).content
    await service.ask(DELETE_EVENT, user=user, input={"id": event["id"]})
    assert b"VEVENT" not in (await service.fetch(url)).content


async def test_a_long_event_is_known_as_long(service: Service) -> None:
    user = await make_user()
    event = await make_event(await make_calendar(user))

    for length, long in [(timedelta(days=1), False), (timedelta(days=1, seconds=1), True)]:
        ends_at = (NOON + length).isoformat()
        await update(service, user, event, startsAt=NOON.isoformat(), endsAt=ends_at)
        assert (await Event.get()).long is long
