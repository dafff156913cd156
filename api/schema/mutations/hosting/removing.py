"""Removing what the host application has no more."""

from typing import Annotated

import strawberry

from api.models.batches.kinds import Kind
from api.models.hosting import deleting, syncing
from api.models.hosting.deleting import Deleted
from api.models.hosting.kinds import EVENTS, TASKS
from api.models.hosting.refusals import check_size
from api.schema.context import Info
from api.schema.mutations.hosting.batches import InCalendar, sender
from api.schema.mutations.hosting.payloads import DeleteEventsPayload, DeleteTasksPayload
from api.schema.user_errors import UserError, answers_user_errors, no_errors


@strawberry.input
class ItemNames(InCalendar):
    """Events or tasks of the host application, in one calendar, by id."""

    external_ids: list[str] = strawberry.field(
        description="The host application's own ids of them, up to 1,000."
    )


@strawberry.input(description="Events of the host application, in one calendar, by id.")
class DeleteEventsInput(ItemNames):
    """Events of the host application, in one calendar, by id."""


@strawberry.input(description="Tasks of the host application, in one calendar, by id.")
class DeleteTasksInput(ItemNames):
    """Tasks of the host application, in one calendar, by id."""


@strawberry.input(description="The end of a complete sync of one calendar.")
class FinishSyncInput(InCalendar):
    """The end of a complete sync of one calendar."""

    sync_run_id: str = strawberry.field(
        description="The `syncRunId` with which the batches of this sync were sent."
    )
    confirm: bool = strawberry.field(
        default=False, description="Whether to remove even more than half of what is there."
    )


@strawberry.type(description="The answer to `finishSync`.")
class FinishSyncPayload:
    """The answer to `finishSync`."""

    deleted_events: int = strawberry.field(default=0, description="How many events are gone.")
    deleted_tasks: int = strawberry.field(default=0, description="How many tasks are gone.")
    errors: list[UserError] = no_errors()


@strawberry.type
class RemovingMutations:
    """Removing what the host application has no more."""

    @strawberry.mutation(
        description="Removes events of the host application; those that are not there are counted, "
        "and no error. For API tokens with the scope WRITE."
    )
    @answers_user_errors(DeleteEventsPayload)
    async def delete_events(
        self,
        info: Info,
        input: Annotated[DeleteEventsInput, strawberry.argument(description="Which events.")],
    ) -> DeleteEventsPayload:
        """They are gone from every feed with the next fetch."""
        return DeleteEventsPayload.of(await _delete(info, EVENTS, input))

    @strawberry.mutation(
        description="Removes tasks of the host application, as `deleteEvents` does with events. "
        "For API tokens with the scope WRITE."
    )
    @answers_user_errors(DeleteTasksPayload)
    async def delete_tasks(
        self,
        info: Info,
        input: Annotated[DeleteTasksInput, strawberry.argument(description="Which tasks.")],
    ) -> DeleteTasksPayload:
        """They are gone from every feed with the next fetch."""
        return DeleteTasksPayload.of(await _delete(info, TASKS, input))

    @strawberry.mutation(
        description="Ends a complete sync of a calendar: removes the host application's events and "
        "tasks that no batch with this `syncRunId` named. When these are more than half of them, "
        "nothing is removed, and the error says the numbers; `confirm` removes them. One sync of a "
        "calendar at a time: of two, each removes what only the other named. For API tokens with "
        "the scope WRITE."
    )
    @answers_user_errors(FinishSyncPayload)
    async def finish_sync(
        self,
        info: Info,
        input: Annotated[FinishSyncInput, strawberry.argument(description="Which sync.")],
    ) -> FinishSyncPayload:
        """Done again it removes nothing."""
        removed = await syncing.finish_sync(
            sender(info),
            info.context.now,
            calendar=input.calendar_ref(),
            run=input.sync_run_id,
            confirm=input.confirm,
        )
        return FinishSyncPayload(deleted_events=removed.events, deleted_tasks=removed.tasks)


async def _delete(info: Info, kind: Kind, input: ItemNames) -> Deleted:
    actor = sender(info)
    check_size(input.external_ids, "externalIds")
    return await deleting.delete_items(
        actor,
        info.context.now,
        kind=kind,
        calendar=input.calendar_ref(),
        external_ids=input.external_ids,
    )
