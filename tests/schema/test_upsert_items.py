"""upsertEvents and upsertTasks: a calendar becomes as the host application says, or stays."""

from datetime import timedelta
from typing import Any, Final

import pytest

from api.models import Calendar, Event, EventAssignee, Task, TaskAssignee, User
from api.models.access import CalendarRole
from api.models.hosting.refusals import MOST_TOLD
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import add_member, at, make_calendar, make_event, make_user
from tests.schema.firm import mutate
from tests.schema.hosting import TIMES, counts, event, everything, make_host, task, told
from tests.schema.statements import statements
from tests.service import Service

UPSERT_EVENTS: Final = """mutation ($input: UpsertEventsInput!) {
  upsertEvents(input: $input) {
    created updated unchanged items { externalId id } errors { code message path }
  }
}"""
UPSERT_TASKS: Final = """mutation ($input: UpsertTasksInput!) {
  upsertTasks(input: $input) {
    created updated unchanged items { externalId id } errors { code message path }
  }
}"""
HELD: Final = """query ($id: ID!, $from: DateTime!, $to: DateTime!) {
  node(id: $id) {
    ... on Calendar {
      externalId
      events(from: $from, to: $to) { edges { node { externalId title } } }
    }
    ... on Task { externalId }
  }
}"""
WHOLE_EVENT: Final = event(
    "1",
    description="Bring the file.",
    location="Court 3",
    url="https://firm.example/1",
    categories=["Court"],
    status="TENTATIVE",
    transparent=True,
    timeZone="Europe/Paris",
    assigneeExternalIds=["sian"],
    recurrence={"rule": "FREQ=WEEKLY;COUNT=2"},
)
WHOLE_TASK: Final = task(
    "1",
    description="Two copies.",
    url="https://firm.example/2",
    categories=["Court"],
    timeZone="Europe/Paris",
    priority=1,
    completedAt="2026-03-17T09:00:00Z",
    assigneeExternalIds=["sian"],
)


async def test_items_are_made_as_they_were_sent(service: Service) -> None:
    host = await make_host(service)

    events = await host.upsert_events(WHOLE_EVENT, event("2"))
    tasks = await host.upsert_tasks(WHOLE_TASK)

    assert (counts(events), counts(tasks)) == ((2, 0, 0), (1, 0, 0))
    first, second = await Event.all().order_by("external_id")
    assert events["items"] == [
        {"externalId": "1", "id": encode_id("Event", first.id)},
        {"externalId": "2", "id": encode_id("Event", second.id)},
    ]
    assert (first.title, first.location, first.status) == ("Hearing 1", "Court 3", "TENTATIVE")
    assert (first.rrule, first.series_ends_at) == ("FREQ=WEEKLY;COUNT=2", at("2026-03-25 10:00"))
    assert first.last_starts_at == at("2026-03-25 09:00")
    assert (first.transparent, first.categories, first.sequence) == (True, ["Court"], 0)
    assert (second.rrule, second.description, second.created_at) == (None, "", NOON)
    made = await Task.get()
    assert (made.all_day, made.due_at, made.priority) == (True, at("2026-03-18 00:00"), 1)
    assert made.completed_at == at("2026-03-17 09:00")
    assert (await EventAssignee.get()).event_id == first.id
    assert (await TaskAssignee.get()).user_id == host.user.id


async def test_the_same_batch_again_changes_nothing(service: Service) -> None:
    host = await make_host(service)
    events = [WHOLE_EVENT, *(event(str(number)) for number in range(2, 6))]
    await host.upsert_events(*events)
    await host.upsert_tasks(WHOLE_TASK)
    url = await service.feed_url(host.user)
    before = await everything(host.calendar), (await service.fetch(url)).headers["etag"]

    service.clock.now += timedelta(minutes=1)
    again = await host.upsert_events(*events), await host.upsert_tasks(WHOLE_TASK)

    assert [counts(payload) for payload in again] == [(0, 0, 5), (0, 0, 1)]
    assert before == (await everything(host.calendar), (await service.fetch(url)).headers["etag"])


async def test_what_differs_gets_a_new_stamp_and_the_rest_stays(service: Service) -> None:
    host = await make_host(service)
    await host.upsert_events(WHOLE_EVENT, event("2"))
    revision = (await Calendar.get(id=host.calendar.id)).revision

    service.clock.now += timedelta(minutes=1)
    payload = await host.upsert_events(event("1"), event("2"), event("3"))

    assert counts(payload) == (1, 1, 1)
    first, second, _ = await Event.all().order_by("external_id")
    # What the event does not say any more is gone.
    assert (first.location, first.rrule, first.status) == ("", None, "CONFIRMED")
    assert (first.sequence, first.updated_at) == (1, service.clock.now)
    assert (second.sequence, second.updated_at) == (0, NOON)
    assert await EventAssignee.all().count() == 0
    assert (await Calendar.get(id=host.calendar.id)).revision == revision + 1


BAD: Final[dict[str, tuple[dict[str, Any], tuple[str, ...]]]] = {
    "title": ({"title": "x" * 1_001}, ("title",)),
    "NUL": ({"description": "\0"}, ("description",)),
    "end": ({"endsAt": "2026-03-18T08:00:00Z"}, ("endsAt",)),
    "no end": ({"endsAt": None}, ("startsAt",)),
    "zone": ({"timeZone": "Mars/Base"}, ("timeZone",)),
    "rule": ({"recurrence": {"rule": "FREQ=HOURLY"}}, ("recurrence",)),
    "user": ({"assigneeExternalIds": ["nobody"]}, ("assigneeExternalIds",)),
    "half a character": ({"assigneeExternalIds": ["\ud800"]}, ("assigneeExternalIds",)),
    "no id": ({"externalId": ""}, ("externalId",)),
    "a long id": ({"externalId": "x" * 256}, ("externalId",)),
    "half an id": ({"externalId": "\ud800"}, ("externalId",)),
    "an id of spaces": ({"externalId": " 1"}, ("externalId",)),
    "the id of another": ({"externalId": "good"}, ("externalId",)),
}


async def test_all_that_is_bad_is_named_by_its_index_and_nothing_is_written(
    service: Service,
) -> None:
    host = await make_host(service)
    await host.upsert_events(event("good"))
    before = await everything(host.calendar)

    bad = [event(name) | fields for name, (fields, _) in BAD.items()]
    payload = await host.upsert_events(event("good", title="New"), *bad)

    codes = {"assigneeExternalIds": "NOT_FOUND"}
    assert told(payload) == [
        (codes.get(path[0], "INVALID_INPUT"), "input", "events", str(index), *path)
        for index, (_, path) in enumerate(BAD.values(), 1)
    ]
    assert await everything(host.calendar) == before


async def test_one_bad_item_among_a_thousand_changes_nothing(service: Service) -> None:
    host = await make_host(service)
    events = [event(str(number)) for number in range(1_000)]
    events[17]["title"] = "\0"

    payload = await host.upsert_events(*events)

    assert told(payload) == [("INVALID_INPUT", "input", "events", "17", "title")]
    assert await Event.all().count() == 0


async def test_a_hundred_errors_are_told_at_most(service: Service) -> None:
    host = await make_host(service)

    payload = await host.upsert_tasks(*(task(str(number), title="\0") for number in range(150)))

    paths = [path for _, *path in told(payload)]
    assert paths == [["input", "tasks", str(number), "title"] for number in range(MOST_TOLD)]


async def test_null_is_as_good_as_left_out(service: Service) -> None:
    host = await make_host(service)
    await host.upsert_events(event("1"))
    await host.upsert_tasks(task("1"))
    dates = dict.fromkeys(["timeZone", "recurrence", "startDate", "endDate"])

    events = await host.upsert_events(event("1", **dates))
    tasks = await host.upsert_tasks(task("1", timeZone=None, dueAt=None, completedAt=None))

    assert (counts(events), counts(tasks)) == ((0, 0, 1), (0, 0, 1))


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"calendarExternalId": None}, ("INVALID_INPUT", "input", "calendarId")),
        ({"calendarExternalId": "nowhere"}, ("NOT_FOUND", "input", "calendarExternalId")),
        ({"calendarExternalId": "\0\ud800"}, ("NOT_FOUND", "input", "calendarExternalId")),
        ({"calendarId": "x"}, ("INVALID_INPUT", "input", "calendarExternalId")),
        ({"calendarExternalId": None, "calendarId": "x"}, ("NOT_FOUND", "input", "calendarId")),
        (
            {"events": [event(str(number)) for number in range(1_001)]},
            ("INVALID_INPUT", "input", "events"),
        ),
    ],
)
async def test_a_batch_for_no_calendar_or_too_large_is_refused(
    service: Service, more: dict[str, Any], error: tuple[str, ...]
) -> None:
    host = await make_host(service)

    assert told(await host.upsert_events(event("1"), **more)) == [error]


async def test_another_organizations_calendar_is_none(service: Service) -> None:
    host = await make_host(service)
    elsewhere = await make_calendar(await make_user(), external_id="elsewhere")

    by_name = await host.upsert_events(event("1"), calendarExternalId="elsewhere")
    id_ = encode_id("Calendar", elsewhere.id)
    by_id = await host.upsert_events(event("1"), calendarExternalId=None, calendarId=id_)

    assert told(by_name) == [("NOT_FOUND", "input", "calendarExternalId")]
    assert told(by_id) == [("NOT_FOUND", "input", "calendarId")]


async def test_a_calendar_that_users_made_takes_items_of_the_host_beside_theirs(
    service: Service,
) -> None:
    host = await make_host(service)
    diary = await make_calendar(host.user)
    own = await make_event(diary)
    id_ = encode_id("Calendar", diary.id)

    await host.upsert_events(event("1"), calendarExternalId=None, calendarId=id_)

    assert await Event.filter(calendar_id=diary.id).count() == 2
    assert (await Event.get(id=own.id)).sequence == 0


async def test_users_cannot_change_what_the_host_manages(service: Service) -> None:
    host = await make_host(service)
    (made,) = (await host.upsert_events(event("1", recurrence={"rule": "FREQ=DAILY"})))["items"]
    (due,) = (await host.upsert_tasks(task("1")))["items"]
    before = await everything(host.calendar)

    for mutation, input in {
        "updateEvent": {"id": made["id"], "title": "Mine"},
        "updateEvent of one": {
            "id": made["id"],
            "title": "Mine",
            "occurrence": TIMES["startsAt"],
        },
        "deleteEvent": {"id": made["id"]},
        "deleteEvent of one": {"id": made["id"], "occurrence": TIMES["startsAt"]},
        "updateTask": {"id": due["id"], "title": "Mine"},
        "completeTask": {"id": due["id"]},
        "deleteTask": {"id": due["id"]},
    }.items():
        root = mutation.split()[0]
        answer = await mutate(service, root, host.user, input)
        (error,) = answer.data[root]["errors"]
        assert error["code"] == "HOST_MANAGED", mutation

    assert await everything(host.calendar) == before


async def test_who_may_read_sees_what_the_host_manages(service: Service) -> None:
    host = await make_host(service)
    await host.upsert_events(event("1", recurrence={"rule": "FREQ=DAILY;COUNT=2"}))
    (due,) = (await host.upsert_tasks(task("2")))["items"]
    await make_event(host.calendar, title="Own")
    colleague = await make_user(host.organization)
    await add_member(host.calendar, colleague, CalendarRole.FREE_BUSY_READER)
    id_ = encode_id("Calendar", host.calendar.id)

    async def seen(user: User, id_: str) -> Any:
        days = {"from": "2026-03-18T00:00:00Z", "to": "2026-03-20T00:00:00Z"}
        return (await service.ask(HELD, user=user, id=id_, **days))["node"]

    calendar = await seen(host.user, id_)
    times_only = await seen(colleague, id_)

    assert calendar["externalId"] == "matter"
    shown = [edge["node"]["externalId"] for edge in calendar["events"]["edges"]]
    assert sorted(shown, key=str) == ["1", "1", None]
    assert {edge["node"]["externalId"] for edge in times_only["events"]["edges"]} == {None}
    assert (await seen(host.user, due["id"]))["externalId"] == "2"


async def test_statements_do_not_grow_with_the_items(service: Service) -> None:
    host = await make_host(service)

    async def count(items: int) -> int:
        events = [event(f"{items}-{number}") for number in range(items)]
        with statements() as sent:
            counts(await host.upsert_events(*events))
        return len(sent)

    assert await count(3) == await count(30)
