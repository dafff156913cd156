"""Tasks as they are sent: the inputs, and what columns they give."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import strawberry
from strawberry import UNSET

from api.errors import InvalidInput
from api.models import validation
from api.schema.mutations.fields import given

_DUE = {"due_at", "due_date"}


@strawberry.input
class TaskFields:
    """What a task says, but whom it concerns."""

    title: str = strawberry.field(description="Title, on one line, up to 1,000 characters.")
    due_at: datetime | None = strawberry.field(default=UNSET, description="When it is due.")
    due_date: date | None = strawberry.field(
        default=UNSET, description="The date on which it is due."
    )
    time_zone: str | None = strawberry.field(
        default=UNSET, description="The zone in which it is planned, if not the calendar's."
    )
    description: str = strawberry.field(
        default="", description="Description, up to 100,000 characters."
    )
    url: str = strawberry.field(default="", description="Address of its page, http or https.")
    categories: list[str] = strawberry.field(
        default_factory=list, description="Names of its categories, up to 20."
    )
    priority: int = strawberry.field(
        default=0, description="0 for none, 1 (highest) to 9 (lowest)."
    )


@strawberry.input(description="A new task, due at an instant (dueAt) or on a date (dueDate).")
class CreateTaskInput(TaskFields):
    """A new task."""

    calendar_id: strawberry.ID = strawberry.field(description="In which calendar.")
    assignee_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The users whom it concerns."
    )


@strawberry.input(description="Changes of a task; what is left out stays as it is.")
class UpdateTaskInput:
    """Changes of a task; what is left out stays as it is."""

    id: strawberry.ID = strawberry.field(description="Id of the task.")
    title: str | None = strawberry.field(default=UNSET, description="New title.")
    due_at: datetime | None = strawberry.field(default=UNSET, description="New due time.")
    due_date: date | None = strawberry.field(default=UNSET, description="New due date.")
    time_zone: str | None = strawberry.field(
        default=UNSET, description="New zone; null is the calendar's."
    )
    description: str | None = strawberry.field(default=UNSET, description="New description.")
    url: str | None = strawberry.field(default=UNSET, description="New address of its page.")
    categories: list[str] | None = strawberry.field(default=UNSET, description="New categories.")
    priority: int | None = strawberry.field(default=UNSET, description="New priority.")
    assignee_ids: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="The users whom it concerns from now on."
    )


@strawberry.input(description="Which task is done, or open again.")
class CompleteTaskInput:
    """Which task is done, or open again."""

    id: strawberry.ID = strawberry.field(description="Id of the task.")
    completed: bool = strawberry.field(default=True, description="False marks it as open again.")


@strawberry.input(description="Which task is removed.")
class DeleteTaskInput:
    """Which task is removed."""

    id: strawberry.ID = strawberry.field(description="Id of the task.")


def new_task(input: TaskFields) -> dict[str, Any]:
    """The columns of a task that is said as a whole."""
    return _columns(input, omissible=_DUE)


def changed_task(input: UpdateTaskInput) -> dict[str, Any]:
    """The columns that are to change."""
    return _columns(input)


def _columns(
    input: TaskFields | UpdateTaskInput, *, omissible: Collection[str] = ()
) -> dict[str, Any]:
    """The columns of Task that the input gives; a date as 00:00 UTC."""
    columns = given(input, without={"id", "calendar_id"}, omissible=omissible)
    due = columns.keys() & _DUE
    if len(due) > 1 or (not due and isinstance(input, TaskFields)):
        raise InvalidInput("Give either dueAt or dueDate.", ("dueAt",))
    if due:
        columns["all_day"] = "due_date" in columns
    if "due_date" in columns:
        columns["due_at"] = validation.day(columns.pop("due_date"), "dueDate")
    return columns
