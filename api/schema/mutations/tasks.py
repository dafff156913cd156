"""Tasks."""

from typing import Annotated

import strawberry

from api.models import planning
from api.schema.context import Info
from api.schema.ids import key_of
from api.schema.mutations.fields import with_assignees
from api.schema.mutations.payloads import (
    CompleteTaskPayload,
    CreateTaskPayload,
    UpdateTaskPayload,
)
from api.schema.mutations.task_inputs import (
    CompleteTaskInput,
    CreateTaskInput,
    DeleteTaskInput,
    UpdateTaskInput,
    changed_task,
    new_task,
)
from api.schema.types.task import Task
from api.schema.user_errors import UserError, answers_user_errors, no_errors


@strawberry.type(description="The answer to `deleteTask`.")
class DeleteTaskPayload:
    """The answer to `deleteTask`."""

    deleted_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the task that is gone."
    )
    errors: list[UserError] = no_errors()


@strawberry.type
class TaskMutations:
    """Tasks."""

    @strawberry.mutation(description="Adds a task to a calendar. For its writers and owners.")
    @answers_user_errors(CreateTaskPayload)
    async def create_task(
        self,
        info: Info,
        input: Annotated[CreateTaskInput, strawberry.argument(description="The new task.")],
    ) -> CreateTaskPayload:
        """The task begins with sequence 0."""
        task = await planning.create_task(
            info.context.require_viewer().user,
            info.context.now,
            calendar_id=key_of(input.calendar_id, "Calendar"),
            fields=with_assignees(new_task(input)),
        )
        return CreateTaskPayload(task=Task.of(task))

    @strawberry.mutation(description="Changes a task. For writers and owners of its calendar.")
    @answers_user_errors(UpdateTaskPayload)
    async def update_task(
        self,
        info: Info,
        input: Annotated[UpdateTaskInput, strawberry.argument(description="The changes.")],
    ) -> UpdateTaskPayload:
        """What is left out stays."""
        task = await planning.update_task(
            info.context.require_viewer().user,
            info.context.now,
            task_id=key_of(input.id, "Task"),
            fields=with_assignees(changed_task(input)),
        )
        return UpdateTaskPayload(task=Task.of(task))

    @strawberry.mutation(
        description="Marks a task as done now, or as open again. For writers and owners of its "
        "calendar."
    )
    @answers_user_errors(CompleteTaskPayload)
    async def complete_task(
        self,
        info: Info,
        input: Annotated[CompleteTaskInput, strawberry.argument(description="Which task.")],
    ) -> CompleteTaskPayload:
        """Done twice keeps the first time."""
        task = await planning.complete_task(
            info.context.require_viewer().user,
            info.context.now,
            task_id=key_of(input.id, "Task"),
            completed=input.completed,
        )
        return CompleteTaskPayload(task=Task.of(task))

    @strawberry.mutation(description="Removes a task. For writers and owners of its calendar.")
    @answers_user_errors(DeleteTaskPayload)
    async def delete_task(
        self,
        info: Info,
        input: Annotated[DeleteTaskInput, strawberry.argument(description="Which task.")],
    ) -> DeleteTaskPayload:
        """It is gone from every feed with the next fetch."""
        await planning.delete_task(
            info.context.require_viewer().user,
            info.context.now,
            task_id=key_of(input.id, "Task"),
        )
        return DeleteTaskPayload(deleted_id=input.id)
