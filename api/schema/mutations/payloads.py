"""The answers to mutations of one object: each its own type, so that one can grow alone.

An object is null when there is something to correct.
"""

import strawberry

from api.schema.types.calendar import Calendar
from api.schema.types.event import Event
from api.schema.types.feed import CalendarFeed
from api.schema.types.task import Task
from api.schema.types.user import User
from api.schema.user_errors import UserError, no_errors


@strawberry.type
class _OfCalendar:
    """What became of a calendar, or of its members."""

    calendar: Calendar | None = strawberry.field(default=None, description="The calendar now.")
    errors: list[UserError] = no_errors()


@strawberry.type(description="The answer to `createCalendar`.")
class CreateCalendarPayload(_OfCalendar):
    """The answer to `createCalendar`."""


@strawberry.type(description="The answer to `updateCalendar`.")
class UpdateCalendarPayload(_OfCalendar):
    """The answer to `updateCalendar`."""


@strawberry.type(description="The answer to `setCalendarMember`.")
class SetCalendarMemberPayload(_OfCalendar):
    """The answer to `setCalendarMember`."""


@strawberry.type(description="The answer to `removeCalendarMember`.")
class RemoveCalendarMemberPayload(_OfCalendar):
    """The answer to `removeCalendarMember`."""


@strawberry.type
class _OfEvent:
    """What became of an event."""

    event: Event | None = strawberry.field(default=None, description="The event now.")
    errors: list[UserError] = no_errors()


@strawberry.type(description="The answer to `createEvent`.")
class CreateEventPayload(_OfEvent):
    """The answer to `createEvent`."""


@strawberry.type(description="The answer to `updateEvent`.")
class UpdateEventPayload(_OfEvent):
    """The answer to `updateEvent`."""


@strawberry.type
class _OfTask:
    """What became of a task."""

    task: Task | None = strawberry.field(default=None, description="The task now.")
    errors: list[UserError] = no_errors()


@strawberry.type(description="The answer to `createTask`.")
class CreateTaskPayload(_OfTask):
    """The answer to `createTask`."""


@strawberry.type(description="The answer to `updateTask`.")
class UpdateTaskPayload(_OfTask):
    """The answer to `updateTask`."""


@strawberry.type(description="The answer to `completeTask`.")
class CompleteTaskPayload(_OfTask):
    """The answer to `completeTask`."""


@strawberry.type
class _OfFeed:
    """What became of a feed."""

    feed: CalendarFeed | None = strawberry.field(default=None, description="The feed now.")
    errors: list[UserError] = no_errors()


@strawberry.type(description="The answer to `createCalendarFeed`.")
class CreateCalendarFeedPayload(_OfFeed):
    """The answer to `createCalendarFeed`."""


@strawberry.type(description="The answer to `updateCalendarFeed`.")
class UpdateCalendarFeedPayload(_OfFeed):
    """The answer to `updateCalendarFeed`."""


@strawberry.type
class _OfUser:
    """What became of a user."""

    user: User | None = strawberry.field(default=None, description="The user now.")
    errors: list[UserError] = no_errors()


@strawberry.type(description="The answer to `createUser`.")
class CreateUserPayload(_OfUser):
    """The answer to `createUser`."""


@strawberry.type(description="The answer to `updateUser`.")
class UpdateUserPayload(_OfUser):
    """The answer to `updateUser`."""


@strawberry.type(description="The answer to `reactivateUser`.")
class ReactivateUserPayload(_OfUser):
    """The answer to `reactivateUser`."""


@strawberry.type(description="The answer to `eraseUser`.")
class EraseUserPayload(_OfUser):
    """The answer to `eraseUser`."""
