"""createTask, updateTask, completeTask, deleteTask: what is written, and that it is a write."""

from typing import Any

from api.models import Calendar, Task, TaskAssignee, User
from api.models.access import CalendarRole
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import make_calendar, make_task, make_user
from tests.schema.firm import make_firm
from tests.service import Service

CREATE_TASK = """
mutation ($input: CreateTaskInput!) {
  createTask(input: $input) {
    task {
      id calendarId dueAt allDay dueDate completedAt title description url categories priority
      sequence updatedAt
    }
    errors { code message path }
  }
}
"""[1:]
UPDATE_TASK = """
mutation ($input: UpdateTaskInput!) {
  updateTask(input: $input) {
    task {
      id calendarId dueAt allDay dueDate completedAt title description url categories priority
      sequence updatedAt
    }
    errors { code message path }
  }
}
"""[1:]
COMPLETE_TASK = """
mutation ($input: CompleteTaskInput!) {
  completeTask(input: $input) {
    task { completedAt sequence updatedAt }
    errors { code message path }
  }
}
"""[1:]
DELETE_TASK = """
mutation ($input: DeleteTaskInput!) {
  deleteTask(input: $input) { deletedId errors { code message path } }
}
"""[1:]


async def create(service: Service, user: User, calendar: Calendar, **input: Any) -> Any:
    given = {"calendarId": encode_id("Calendar", calendar.id), "title": "Report"} | input
    return (await service.ask(CREATE_TASK, user=user, input=given))["createTask"]


async def update(service: Service, user: User, task: Task, **input: Any) -> Any:
    given = {"id": encode_id("Task", task.id)} | input
    return (await service.ask(UPDATE_TASK, user=user, input=given))["updateTask"]


async def complete(service: Service, user: User, task: Task, **input: Any) -> Any:
    given = {"id": encode_id("Task", task.id)} | input
    return (await service.ask(COMPLETE_TASK, user=user, input=given))["completeTask"]


async def revision(calendar: Calendar) -> int:
    return int((await Calendar.get(id=calendar.id)).revision)


async def test_a_task_is_stored_as_it_was_given(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)

    payload = await create(
        service,
        user,
        calendar,
        dueAt="2026-03-29T09:00:00.250+02:00",
        description="Two pages.",
        url="http://firm.example/2",
        categories=["Reports"],
        priority=9,
        timeZone="Europe/Berlin",
    )

    task = await Task.get()
    assert payload["errors"] == []
    assert payload["task"] == {
        "id": encode_id("Task", task.id),
        "calendarId": encode_id("Calendar", calendar.id),
        "dueAt": "2026-03-29T07:00:00Z",
        "allDay": False,
        "dueDate": None,
        "completedAt": None,
        "title": "Report",
        "description": "Two pages.",
        "url": "http://firm.example/2",
        "categories": ["Reports"],
        "priority": 9,
        "sequence": 0,
        "updatedAt": "2026-03-18T12:00:00Z",
    }
    assert task.time_zone == "Europe/Berlin"
    assert await revision(calendar) == 2


async def test_a_task_can_be_due_on_a_date(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)

    task = (await create(service, user, calendar, dueDate="2026-03-29"))["task"]

    assert (task["allDay"], task["dueDate"]) == (True, "2026-03-29")
    assert task["dueAt"] == "2026-03-29T00:00:00Z"
    assert (task["priority"], task["categories"], task["url"]) == (0, [], "")


async def test_a_task_is_due_at_a_time_or_on_a_date(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    task = await make_task(calendar)
    both = {"dueAt": "2026-03-29T09:00:00Z", "dueDate": "2026-03-29"}

    payloads = [
        await create(service, user, calendar),
        await create(service, user, calendar, dueAt=None, dueDate=None),
        await create(service, user, calendar, **both),
        await update(service, user, task, **both),
    ]

    for payload in payloads:
        assert payload["task"] is None
        (error,) = payload["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "dueAt"])
    for field in ("dueAt", "dueDate"):
        payload = await update(service, user, task, **{field: None})
        (error,) = payload["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", field])
    assert await Task.all().count() == 1
    assert await revision(calendar) == 1


async def test_the_same_change_twice_is_one_write(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    task = await make_task(calendar)
    change = {"dueDate": "2026-03-29", "title": "Letter", "priority": 1}

    first = await update(service, user, task, **change)
    service.clock.advance(hours=1)
    second = await update(service, user, task, **change)

    assert first == second
    assert second["task"]["sequence"] == 1
    assert await revision(calendar) == 2


async def test_what_is_left_out_of_a_change_stays(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    task = await make_task(calendar, title="Report", description="Two pages.", priority=3)
    service.clock.advance(minutes=5)

    shown = (await update(service, user, task, title="Letter"))["task"]

    assert shown == shown | {
        "title": "Letter",
        "description": "Two pages.",
        "priority": 3,
        "dueAt": "2026-03-18T12:00:00Z",
        "sequence": 1,
        "updatedAt": "2026-03-18T12:05:00Z",
    }
    assert await revision(calendar) == 2


async def test_a_due_time_becomes_a_due_date_and_back(service: Service) -> None:
    user = await make_user()
    task = await make_task(await make_calendar(user))

    assert (await update(service, user, task, dueDate="2026-03-29"))["task"]["allDay"] is True
    changed = await update(service, user, task, dueAt="2026-03-29T09:00:00Z")
    assert (changed["task"]["allDay"], changed["task"]["dueDate"]) == (False, None)


async def test_priorities_outside_the_range_are_refused(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    task = await make_task(calendar, priority=3)

    for priority in (-1, 10, 2**31 - 1, -(2**31)):
        for payload in (
            await create(service, user, calendar, dueDate="2026-03-29", priority=priority),
            await update(service, user, task, priority=priority),
        ):
            (error,) = payload["errors"]
            assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "priority"])
    assert [row.priority for row in await Task.all()] == [3]


async def test_a_task_is_done_now_and_open_again(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    task = await make_task(calendar)
    service.clock.advance(hours=1)

    done = (await complete(service, user, task))["task"]
    service.clock.advance(hours=1)
    again = (await complete(service, user, task, completed=True))["task"]
    assert (
        done
        == again
        == {
            "completedAt": "2026-03-18T13:00:00Z",
            "sequence": 1,
            "updatedAt": "2026-03-18T13:00:00Z",
        }
    )
    assert await revision(calendar) == 2

    opened = (await complete(service, user, task, completed=False))["task"]
    assert (opened["completedAt"], opened["sequence"]) == (None, 2)
    assert await revision(calendar) == 3


async def test_assignees_are_replaced_when_given(service: Service) -> None:
    firm = await make_firm()
    reader, writer = firm.person(CalendarRole.READER), firm.person(CalendarRole.WRITER)
    ids = {who.id: encode_id("User", who.id) for who in (reader, writer)}

    async def assigned() -> set[Any]:
        return {row.user_id for row in await TaskAssignee.all()}

    await create(service, writer, firm.calendar, dueDate="2026-03-29", assigneeIds=[ids[reader.id]])
    task = await Task.get()
    assert await assigned() == {reader.id}
    await update(service, writer, task, title="Letter")
    assert await assigned() == {reader.id}
    await update(service, writer, task, assigneeIds=list(ids.values()))
    assert await assigned() == set(ids)


async def test_a_deleted_task_is_gone_and_counts_as_a_write(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    id_ = encode_id("Task", (await make_task(calendar)).id)

    first = await service.ask(DELETE_TASK, user=user, input={"id": id_})
    second = await service.ask(DELETE_TASK, user=user, input={"id": id_})

    assert first["deleteTask"] == {"deletedId": id_, "errors": []}
    (error,) = second["deleteTask"]["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "id"])
    assert await Task.all().count() == 0
    assert await revision(calendar) == 2


async def test_what_the_host_manages_is_changed_by_the_host_only(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    task = await make_task(calendar, title="Report", external_id="matter-1")
    id_ = encode_id("Task", task.id)

    payloads = [
        await update(service, user, task, title="Letter"),
        await complete(service, user, task),
        (await service.ask(DELETE_TASK, user=user, input={"id": id_}))["deleteTask"],
    ]

    assert [payload["errors"][0]["code"] for payload in payloads] == ["HOST_MANAGED"] * 3
    row = await Task.get()
    assert (row.title, row.completed_at, row.updated_at) == ("Report", None, NOON)
    assert await revision(calendar) == 1


async def test_a_task_is_in_the_feed_as_due_then_as_done(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    url = await service.feed_url(user)

    id_ = (await create(service, user, calendar, dueAt="2026-03-29T09:00:00Z"))["task"]["id"]
    assert b"SUMMARY:Due: Report" in (await service.fetch(url)).content
    await service.ask(COMPLETE_TASK, user=user, input={"id": id_})
    assert b"SUMMARY:Done: Report" in (await service.fetch(url)).content
    await service.ask(DELETE_TASK, user=user, input={"id": id_})
    assert b"VEVENT" not in (await service.fetch(url)).content
