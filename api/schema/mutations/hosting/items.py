"""Events and tasks of the host application."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from api.models.audit import HostActor
from api.models.batches.kinds import Kind
from api.models.hosting import items as hosting
from api.models.hosting.kinds import EVENTS, TASKS
from api.models.hosting.upserted import Upserted
from api.schema.context import Info
from api.schema.mutations.event_inputs import EventFields, new_event
from api.schema.mutations.hosting.batches import Batch, InCalendar, read_batch, sender
from api.schema.mutations.hosting.payloads import UpsertEventsPayload, UpsertTasksPayload
from api.schema.mutations.task_inputs import TaskFields, new_task
from api.schema.user_errors import answers_user_errors


@strawberry.input(
    description="An event of the host application as a whole: what is left out or null it has not. "
    "Either startsAt and endsAt, or for an all-day event startDate and endDate."
)
class UpsertEventInput(EventFields):
    """An event of the host application as a whole."""

    external_id: str = strawberry.field(
        description="The host application's own id of it, unique in the calendar, up to 255 "
        "characters."
    )
    assignee_external_ids: list[str] = strawberry.field(
        default_factory=list,
        description="The users whom it concerns, by the host application's own ids.",
    )


@strawberry.input(
    description="A task of the host application as a whole: what is left out or null it has not. "
    "It is due at an instant (dueAt) or on a date (dueDate)."
)
class UpsertTaskInput(TaskFields):
    """A task of the host application as a whole."""

    external_id: str = strawberry.field(
        description="The host application's own id of it, unique in the calendar, up to 255 "
        "characters."
    )
    completed_at: datetime | None = strawberry.field(
        default=None, description="When it was completed; null or left out while it is open."
    )
    assignee_external_ids: list[str] = strawberry.field(
        default_factory=list,
        description="The users whom it concerns, by the host application's own ids.",
    )


@strawberry.input
class ItemBatch(InCalendar):
    """Items of one calendar."""

    sync_run_id: str | None = strawberry.field(
        default=None,
        description="Of a batch of a complete sync: the host application's own id of this run, up "
        "to 64 characters, for `finishSync`.",
    )


@strawberry.input(description="Events of the host application, in one calendar.")
class UpsertEventsInput(ItemBatch):
    """Events of the host application, in one calendar."""

    events: list[UpsertEventInput] = strawberry.field(description="The events, up to 1,000.")


@strawberry.input(description="Tasks of the host application, in one calendar.")
class UpsertTasksInput(ItemBatch):
    """Tasks of the host application, in one calendar."""

    tasks: list[UpsertTaskInput] = strawberry.field(description="The tasks, up to 1,000.")


@strawberry.type
class ItemMutations:
    """Events and tasks of the host application."""

    @strawberry.mutation(
        description="Makes a calendar hold these events of the host application, as they are here: "
        "new ones, and those that it has under their external ids. Users cannot change them. For "
        "API tokens with the scope WRITE."
    )
    @answers_user_errors(UpsertEventsPayload)
    async def upsert_events(
        self,
        info: Info,
        input: Annotated[UpsertEventsInput, strawberry.argument(description="The events.")],
    ) -> UpsertEventsPayload:
        """All or nothing."""
        actor = sender(info)
        batch = read_batch(input.events, _event, "events")
        upserted = await _upsert(actor, info.context.now, EVENTS, input, batch)
        return UpsertEventsPayload.of(upserted, "Event")

    @strawberry.mutation(
        description="Makes a calendar hold these tasks of the host application, as `upsertEvents` "
        "does with events. For API tokens with the scope WRITE."
    )
    @answers_user_errors(UpsertTasksPayload)
    async def upsert_tasks(
        self,
        info: Info,
        input: Annotated[UpsertTasksInput, strawberry.argument(description="The tasks.")],
    ) -> UpsertTasksPayload:
        """All or nothing."""
        actor = sender(info)
        batch = read_batch(input.tasks, _task, "tasks")
        upserted = await _upsert(actor, info.context.now, TASKS, input, batch)
        return UpsertTasksPayload.of(upserted, "Task")


async def _upsert(
    actor: HostActor, now: datetime, kind: Kind, input: ItemBatch, batch: Batch
) -> Upserted:
    items, refusals = batch
    return await hosting.upsert_items(
        actor,
        now,
        kind=kind,
        calendar=input.calendar_ref(),
        items=items,
        refusals=refusals,
        sync_run=input.sync_run_id,
    )


def _event(item: UpsertEventInput) -> dict[str, Any]:
    columns = new_event(item)
    columns["assignees"] = columns.pop("assignee_external_ids")
    return columns


def _task(item: UpsertTaskInput) -> dict[str, Any]:
    columns = new_task(item)
    columns["assignees"] = columns.pop("assignee_external_ids")
    return columns
