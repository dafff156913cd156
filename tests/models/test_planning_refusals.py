"""Writes of events and tasks that are refused: why, and that nothing changes."""

from dataclasses import replace
from typing import Any

import pytest

from api.errors import ApiError, Forbidden, HostManaged, InvalidInput, NotFound, UserError
from api.models import Calendar, Event, Task, User, planning
from api.models.access import CalendarRole
from api.models.fields import new_id
from api.models.roles import NO_USER
from api.models.user import UserRole
from tests.clock import NOON
from tests.factories import make_user
from tests.models.writing import (
    CHANGING,
    DELETING,
    HOUR,
    WRITES,
    Desk,
    Write,
    complete_task,
    delete_task,
    everything,
    make_desk,
    update_task,
)

FREE_BUSY, READER, WRITER, OWNER = CalendarRole
# Who sees times only sees no task, so there is nothing that could be forbidden.
OF_A_TASK = (update_task, complete_task, delete_task)


@pytest.fixture
async def desk(open_database: str) -> Desk:
    return await make_desk()


async def refusal(write: Write, desk: Desk, user: User) -> ApiError:
    """The error of the write, which changes nothing."""
    before = await everything()
    with pytest.raises(ApiError) as refused:
        await write(desk, user, NOON + HOUR)
    assert await everything() == before
    return refused.value


@pytest.mark.parametrize("write", WRITES)
async def test_a_write_needs_the_role_of_a_writer(desk: Desk, write: Write) -> None:
    for role in (FREE_BUSY, READER):
        error = await refusal(write, desk, await desk.colleague(role))
        unseen = role is FREE_BUSY and write in OF_A_TASK
        assert isinstance(error, NotFound if unseen else Forbidden), (role, error)
    for role in (WRITER, OWNER):
        await write(await make_desk_like(desk), await desk.colleague(role), NOON)


async def make_desk_like(desk: Desk) -> Desk:
    """The same calendar with a new event and a new task."""
    event = await planning.create_event(
        desk.owner,
        NOON,
        calendar_id=desk.calendar.id,
        fields={"starts_at": NOON, "ends_at": NOON + HOUR},
    )
    task = await planning.create_task(
        desk.owner, NOON, calendar_id=desk.calendar.id, fields={"due_at": NOON}
    )
    return replace(desk, event=event, task=task)


@pytest.mark.parametrize("write", WRITES)
async def test_who_does_not_see_the_calendar_is_answered_as_if_there_were_none(
    desk: Desk, write: Write
) -> None:
    nowhere = replace(
        desk, calendar=Calendar(id=new_id()), event=Event(id=new_id()), task=Task(id=new_id())
    )
    missing = await refusal(write, nowhere, desk.owner)
    assert isinstance(missing, NotFound)

    colleague = await desk.colleague()
    admin = await desk.colleague(role=None)
    await User.filter(id=admin.id).update(role=UserRole.ADMIN)
    await admin.refresh_from_db()
    retired = await desk.colleague(OWNER, active=False)
    for user in (await make_user(), colleague, admin, retired):
        error = await refusal(write, desk, user)
        assert isinstance(error, NotFound)
        assert (error.message, error.path) == (missing.message, missing.path)


@pytest.mark.parametrize("write", [*CHANGING, *DELETING])
async def test_what_the_host_manages_is_changed_there(open_database: str, write: Write) -> None:
    desk = await make_desk(external_id="host-1")
    error = await refusal(write, desk, desk.owner)
    assert isinstance(error, HostManaged)
    assert "change it there" in error.message


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"title": "a\x00b"}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"title": "x" * 1001}, "title"),
        ({"description": "x" * 1_000_000}, "description"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"categories": ["x" * 101]}, "categories"),
        ({"time_zone": "Mars/Base"}, "timeZone"),
        ({"assignee_ids": [new_id()]}, "assigneeIds"),
    ],
)
async def test_a_value_that_cannot_be_stored_is_named_and_nothing_is_written(
    desk: Desk, fields: dict[str, Any], path: str
) -> None:
    for write in ("create_event", "update_event", "create_task", "update_task"):
        error = await refusal(writing(write, fields), desk, desk.owner)
        assert isinstance(error, UserError)
        assert error.path == (path,)


@pytest.mark.parametrize(
    ("write", "fields", "path"),
    [
        ("update_event", {"ends_at": NOON - HOUR}, "endsAt"),
        ("update_event", {"ends_at": NOON}, "endsAt"),
        ("update_event", {"starts_at": NOON + HOUR}, "startsAt"),
        ("update_event", {"starts_at": NOON + HOUR, "ends_at": NOON}, "endsAt"),
        ("update_event", {"all_day": True, "starts_at": NOON}, "startDate"),
        ("update_event", {"location": "a\x1bb"}, "location"),
        ("update_event", {"starts_at": NOON.replace(tzinfo=None)}, "startsAt"),
        ("update_event", {"ends_at": NOON.replace(year=9999)}, "endsAt"),
        ("update_task", {"due_at": NOON.replace(tzinfo=None)}, "dueAt"),
        ("update_task", {"priority": 10}, "priority"),
    ],
)
async def test_a_time_or_number_that_cannot_be_stored_is_named(
    desk: Desk, write: str, fields: dict[str, Any], path: str
) -> None:
    error = await refusal(writing(write, fields), desk, desk.owner)
    assert isinstance(error, InvalidInput)
    assert error.path == (path,)


async def test_a_user_of_another_organization_cannot_be_assigned(desk: Desk) -> None:
    ids = {"assignee_ids": [desk.owner.id, (await make_user()).id]}
    for write in ("create_event", "update_event", "create_task", "update_task"):
        error = await refusal(writing(write, ids), desk, desk.owner)
        assert isinstance(error, NotFound)
        assert error.message == NO_USER


def writing(name: str, fields: dict[str, Any]) -> Write:
    """A write of these fields by the function of this name."""
    kind = name.removeprefix("create_").removeprefix("update_")

    async def write(desk: Desk, user: User, now: Any) -> None:
        if name.startswith("create"):
            times = {
                "event": {"starts_at": NOON, "ends_at": NOON + HOUR},
                "task": {"due_at": NOON},
            }[kind]
            target: dict[str, Any] = {"calendar_id": desk.calendar.id, "fields": times | fields}
        else:
            target = {f"{kind}_id": getattr(desk, kind).id, "fields": fields}
        await getattr(planning, name)(user, now, **target)

    return write
