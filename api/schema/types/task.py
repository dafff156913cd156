"""Tasks in the schema.

Whoever sees a calendar's times only sees no task: a task takes no time. A task's texts and
assignees are never null, yet typed as an event's are: GraphQL merges fields of one name only where
both may be null, or neither.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from api.models import entry as models
from api.models.fields import key
from api.schema.context import Info
from api.schema.ids import encode_id
from api.schema.types import calendar as calendars
from api.schema.types.node import Node
from api.schema.types.user import User

if TYPE_CHECKING:
    from api.schema.types.calendar import Calendar


@strawberry.type(
    description="A task of a calendar. Whoever sees times only sees none; title, description, "
    "url, categories and assignees are nullable as an event's are, so that one selection fits both."
)
class Task(Node):
    """A task of a calendar."""

    key: strawberry.Private[UUID]
    calendar_key: strawberry.Private[UUID]
    calendar_id: strawberry.ID = strawberry.field(description="Id of its calendar.")
    due_at: datetime = strawberry.field(
        description="When it is due; of a task that is due on a date 00:00 UTC of that date."
    )
    all_day: bool = strawberry.field(description="Whether it is due on a date.")
    due_date: date | None = strawberry.field(description="The date on which it is due, if it is.")
    completed_at: datetime | None = strawberry.field(description="When it was completed.")
    title: str | None = strawberry.field(description="Title, on one line.")
    description: str | None = strawberry.field(description="Description, of several lines.")
    url: str | None = strawberry.field(description="Address of its page in the host application.")
    categories: list[str] | None = strawberry.field(description="Names of its categories.")
    priority: int = strawberry.field(description="0 for none, 1 (highest) to 9 (lowest).")
    external_id: str | None = strawberry.field(
        description="The host application's own id of it; what has one is changed there only."
    )
    sequence: int = strawberry.field(description="How often it was changed.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")

    @strawberry.field(description="Its calendar.")
    async def calendar(
        self, info: Info
    ) -> Annotated["Calendar", strawberry.lazy("api.schema.types.calendar")]:
        """One load for all tasks of a list."""
        return await calendars.Calendar.load(self.calendar_key, info)

    @strawberry.field(description="The users whom it concerns, by name.")
    async def assignees(self, info: Info) -> list[User] | None:
        """One load for all tasks of a list."""
        users = await info.context.calendars.task_assignees.load(self.key)
        return [User.of(user) for user in users]

    @classmethod
    def of(cls, task: models.Task) -> Self:
        """The task as whoever may read it sees it."""
        return cls(
            id=encode_id("Task", task.id),
            key=key(task.id),
            calendar_key=key(task.calendar_id),
            calendar_id=encode_id("Calendar", task.calendar_id),
            due_at=task.due_at,
            all_day=task.all_day,
            due_date=task.due_at.date() if task.all_day else None,
            completed_at=task.completed_at,
            title=task.title,
            description=task.description,
            url=task.url,
            categories=task.categories,
            priority=task.priority,
            external_id=task.external_id,
            sequence=task.sequence,
            updated_at=task.updated_at,
        )
