"""Writing events and tasks: create, change, complete, delete.

Every write raises the calendar's revision, and of an item also its sequence and `updated_at`, in
one transaction. The calendar is locked first, so that two writers of one calendar come one after
the other, and each sees what the other wrote.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from api.models.access import CalendarRole
from api.models.acting import lock_organization
from api.models.assignees import are_assigned, assign
from api.models.checking import set_fields
from api.models.database import transaction
from api.models.entry import Event, Task
from api.models.occurrences import check_ahead, check_series_event, follow_series, zone_of
from api.models.roles import lock_calendar, require_role
from api.models.series import check_recurrence
from api.models.stamps import raise_revision, stamp_write, time_of_write
from api.models.user import User
from api.models.writable import changeable, writable

Item = TypeVar("Item", Event, Task)


async def create_event(
    user: User, now: datetime, *, calendar_id: UUID, fields: Mapping[str, Any]
) -> Event:
    """A new event in a calendar that the user may write.

    `fields` are columns of Event; times as aware instants, an all-day event's as 00:00 UTC of its
    dates. `assignee_ids` are users, `recurrence` makes it a series.
    """
    event = Event(calendar_id=calendar_id, created_at=now, updated_at=now)
    await _create(user, event, fields)
    return event


async def update_event(
    user: User, now: datetime, *, event_id: UUID, fields: Mapping[str, Any]
) -> Event:
    """Changes the given columns of an event; what is not given stays.

    What is stored already is no change: nothing is written.
    """
    seen = await changeable(user, Event, event_id)
    if seen.rrule is not None or "recurrence" in fields:
        set_fields(seen, fields)
        await check_ahead(seen, await zone_of(seen))
    return await _update(user, now, Event, event_id, fields)


async def delete_event(user: User, now: datetime, *, event_id: UUID) -> None:
    """Removes an event, a series with all its overrides, or one override."""
    await _delete(user, now, Event, event_id)


async def create_task(
    user: User, now: datetime, *, calendar_id: UUID, fields: Mapping[str, Any]
) -> Task:
    """A new task in a calendar that the user may write; columns of Task, as in `create_event`."""
    task = Task(calendar_id=calendar_id, created_at=now, updated_at=now)
    await _create(user, task, fields)
    return task


async def update_task(
    user: User, now: datetime, *, task_id: UUID, fields: Mapping[str, Any]
) -> Task:
    """Changes the given columns of a task, as `update_event` does."""
    return await _update(user, now, Task, task_id, fields)


async def complete_task(user: User, now: datetime, *, task_id: UUID, completed: bool) -> Task:
    """Marks a task as done now, or as open again. Done twice keeps the first time."""
    async with transaction():
        task = await writable(user, Task, task_id)
        if completed != (task.completed_at is not None):
            task.completed_at = now if completed else None
            stamp_write(task, await time_of_write(user.organization_id, now))
            await task.save()
            await raise_revision(task.calendar_id, task.updated_at)
    return task


async def delete_task(user: User, now: datetime, *, task_id: UUID) -> None:
    """Removes a task."""
    await _delete(user, now, Task, task_id)


@asynccontextmanager
async def _transaction_of(user: User, assignee_ids: Iterable[UUID] | None) -> AsyncIterator[None]:
    """A transaction that writes an item, and perhaps whom it concerns.

    Assignees share the lock of the organization, which has alone whoever changes several users or
    erases one: their rows are locked by both, in an order of each one's own.
    """
    async with transaction():
        if assignee_ids:
            await lock_organization(user.organization_id, alone=False)
        yield


async def _create(user: User, item: Event | Task, fields: Mapping[str, Any]) -> None:
    assignee_ids = set_fields(item, fields)
    if isinstance(item, Event) and item.rrule is not None:
        calendar = await require_role(user, item.calendar_id, CalendarRole.WRITER)
        await check_ahead(item, item.time_zone or calendar.time_zone)
    async with _transaction_of(user, assignee_ids):
        await lock_calendar(user, item.calendar_id)
        calendar = await require_role(user, item.calendar_id, CalendarRole.WRITER)
        if isinstance(item, Event):
            check_recurrence(item, calendar.time_zone)
        await raise_revision(item.calendar_id, item.updated_at)
        await item.save(force_create=True)
        await assign(user, item, assignee_ids)


async def _update(
    user: User, now: datetime, model: type[Item], item_id: UUID, fields: Mapping[str, Any]
) -> Item:
    async with _transaction_of(user, fields.get("assignee_ids")):
        item = await writable(user, model, item_id)
        before = dict(vars(item))
        assignee_ids = set_fields(item, fields)
        if isinstance(item, Event):
            await check_series_event(item)
        if vars(item) == before and await are_assigned(item, assignee_ids):
            return item
        at = await time_of_write(user.organization_id, now)
        stamp_write(item, at)
        await item.save()
        await assign(user, item, assignee_ids)
        latest = item.updated_at
        if isinstance(item, Event):
            latest = await follow_series(item, at)
        await raise_revision(item.calendar_id, latest)
    return item


async def _delete(user: User, now: datetime, model: type[Item], item_id: UUID) -> None:
    async with transaction():
        item = await writable(user, model, item_id)
        await item.delete()
        latest = await time_of_write(user.organization_id, now)
        if isinstance(item, Event):
            latest = await follow_series(item, latest)
        await raise_revision(item.calendar_id, latest)
