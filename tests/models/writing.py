"""Every way to write what a calendar holds, and a calendar to try them on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from api.models import Calendar, Event, EventAssignee, Task, TaskAssignee, User, planning
from api.models.access import CalendarRole
from tests.clock import NOON
from tests.factories import (
    add_member,
    make_calendar,
    make_event,
    make_organization,
    make_task,
    make_user,
)

HOUR = timedelta(hours=1)
EVENT = {"title": "Hearing", "starts_at": NOON, "ends_at": NOON + HOUR}
TASK = {"title": "File the report", "due_at": NOON}
_numbers = count(1)


@dataclass(frozen=True)
class Desk:
    """A calendar with an event and a task, and its owner."""

    owner: User
    calendar: Calendar
    event: Event
    task: Task

    async def colleague(self, role: CalendarRole | None = None, **given: Any) -> User:
        """Another user of the organization, with this role in the calendar."""
        user = await make_user(await self.owner.organization, **given)
        if role is not None:
            await add_member(self.calendar, user, role)
        return user

    async def revision(self) -> int:
        return int((await Calendar.get(id=self.calendar.id)).revision)


async def make_desk(**given: Any) -> Desk:
    """`given` are columns of the event and the task."""
    owner = await make_user(await make_organization())
    calendar = await make_calendar(owner)
    event = await make_event(calendar, **given)
    return Desk(owner, calendar, event, await make_task(calendar, **given))


Write = Callable[[Desk, User, datetime], Awaitable[Any]]


async def create_event(desk: Desk, user: User, now: datetime) -> Event:
    return await planning.create_event(user, now, calendar_id=desk.calendar.id, fields=EVENT)


async def update_event(desk: Desk, user: User, now: datetime) -> Event:
    return await planning.update_event(
        user, now, event_id=desk.event.id, fields={"title": f"Change {next(_numbers)}"}
    )


async def delete_event(desk: Desk, user: User, now: datetime) -> None:
    await planning.delete_event(user, NOON, event_id=desk.event.id)


async def create_task(desk: Desk, user: User, now: datetime) -> Task:
    return await planning.create_task(user, now, calendar_id=desk.calendar.id, fields=TASK)


async def update_task(desk: Desk, user: User, now: datetime) -> Task:
    return await planning.update_task(
        user, now, task_id=desk.task.id, fields={"title": f"Change {next(_numbers)}"}
    )


async def complete_task(desk: Desk, user: User, now: datetime) -> Task:
    return await planning.complete_task(user, now, task_id=desk.task.id, completed=True)


async def delete_task(desk: Desk, user: User, now: datetime) -> None:
    await planning.delete_task(user, NOON, task_id=desk.task.id)


CREATING: list[Write] = [create_event, create_task]
CHANGING: list[Write] = [update_event, update_task, complete_task]
DELETING: list[Write] = [delete_event, delete_task]
WRITES = CREATING + CHANGING + DELETING


async def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that a write could touch."""
    tables: list[Any] = [Calendar, Event, Task, EventAssignee, TaskAssignee]
    return {table.__name__: await table.all().order_by("id").values() for table in tables}
