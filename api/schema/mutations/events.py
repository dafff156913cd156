"""Events."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.errors import InvalidInput
from api.models import overriding, planning, validation
from api.models.access import CalendarRole
from api.schema.context import Info
from api.schema.ids import decode_event, key_of
from api.schema.mutations.event_inputs import (
    CreateEventInput,
    DeleteEventInput,
    UpdateEventInput,
    changed_event,
    new_event,
)
from api.schema.mutations.fields import with_assignees
from api.schema.mutations.payloads import (
    CreateEventPayload,
    UpdateEventPayload,
)
from api.schema.types.event import Event
from api.schema.user_errors import UserError, answers_user_errors, no_errors
from api.tokens import KeyRing


@strawberry.type(description="The answer to `deleteEvent`.")
class DeleteEventPayload:
    """The answer to `deleteEvent`."""

    deleted_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of the event that is gone; null when it was one occurrence of a series.",
    )
    event: Event | None = strawberry.field(
        default=None, description="The series of the occurrence that was left out or restored."
    )
    errors: list[UserError] = no_errors()


@strawberry.type
class EventMutations:
    """Events."""

    @strawberry.mutation(description="Adds an event to a calendar. For its writers and owners.")
    @answers_user_errors(CreateEventPayload)
    async def create_event(
        self,
        info: Info,
        input: Annotated[CreateEventInput, strawberry.argument(description="The new event.")],
    ) -> CreateEventPayload:
        """The event begins with sequence 0."""
        event = await planning.create_event(
            info.context.require_viewer().user,
            info.context.now,
            calendar_id=key_of(input.calendar_id, "Calendar"),
            fields=with_assignees(new_event(input)),
        )
        return CreateEventPayload(event=Event.of(event, CalendarRole.WRITER, info.context.keys))

    @strawberry.mutation(
        description="Changes an event, a series, or one occurrence of a series. For writers and "
        "owners of its calendar."
    )
    @answers_user_errors(UpdateEventPayload)
    async def update_event(
        self,
        info: Info,
        input: Annotated[UpdateEventInput, strawberry.argument(description="The changes.")],
    ) -> UpdateEventPayload:
        """What is left out stays."""
        user, now = info.context.require_viewer().user, info.context.now
        key, original_start = _named(input.id, input.occurrence, info.context.keys)
        columns = with_assignees(changed_event(input))
        if original_start is None:
            event = await planning.update_event(user, now, event_id=key, fields=columns)
        else:
            event = await overriding.update_occurrence(
                user, now, event_id=key, original_start=original_start, fields=columns
            )
        shown = Event.of(event, CalendarRole.WRITER, info.context.keys)
        if input.occurrence is UNSET or input.occurrence is None:
            # As `node` answers: a front end keeps it under the id that it sent, sealed or not.
            shown = replace(shown, id=input.id)
        return UpdateEventPayload(event=shown)

    @strawberry.mutation(
        description="Removes an event, a series, or one occurrence of a series. For writers and "
        "owners of its calendar."
    )
    @answers_user_errors(DeleteEventPayload)
    async def delete_event(
        self,
        info: Info,
        input: Annotated[DeleteEventInput, strawberry.argument(description="Which event.")],
    ) -> DeleteEventPayload:
        """It is gone from every feed with the next fetch."""
        user, now = info.context.require_viewer().user, info.context.now
        key, original_start = _named(input.id, input.occurrence, info.context.keys)
        if original_start is None:
            if input.restore:
                raise InvalidInput(
                    "Say which occurrence is restored: give its id, or `occurrence`.",
                    ("occurrence",),
                )
            await planning.delete_event(user, now, event_id=key)
            return DeleteEventPayload(deleted_id=input.id)
        remove = overriding.restore_occurrence if input.restore else overriding.delete_occurrence
        series = await remove(user, now, event_id=key, original_start=original_start)
        return DeleteEventPayload(event=Event.of(series, CalendarRole.WRITER, info.context.keys))


def _named(
    id: strawberry.ID, occurrence: datetime | None, keys: KeyRing
) -> tuple[UUID, datetime | None]:
    """The event that is meant, and of a series one occurrence, by the start that it gives it."""
    key, original_start = decode_event(id, keys)
    if occurrence is UNSET or occurrence is None:
        return key, original_start
    if original_start is not None:
        raise InvalidInput(
            "The id says already which occurrence. Leave this out, or give the id of the series.",
            ("occurrence",),
        )
    return key, validation.instant(occurrence, "occurrence").astimezone(UTC)
