"""Events."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.errors import InvalidInput
from api.ical.facts import EventStatus
from api.ical.recurrence import ExtraDate
from api.models import overriding, planning, validation
from api.models.access import CalendarRole
from api.models.series import Recurrence
from api.schema.context import Info
from api.schema.ids import decode_occurrence, key_of
from api.schema.mutations.fields import given, keys_of
from api.schema.mutations.payloads import (
    CreateEventPayload,
    UpdateEventPayload,
)
from api.schema.types.entry import Event
from api.schema.user_errors import UserError, answers_user_errors, no_errors

_INSTANTS = {"starts_at", "ends_at"}
_DATES = {"start_date", "end_date"}


@strawberry.input(description="What makes an event a series.")
class RecurrenceInput:
    """What makes an event a series."""

    rule: str = strawberry.field(
        default="",
        description="The recurrence rule (RFC 5545 section 3.3.10), such as FREQ=WEEKLY;BYDAY=MO; "
        "empty for a series of its extra starts alone.",
    )
    extra_starts: list[datetime] = strawberry.field(
        default_factory=list,
        description="Starts of occurrences beside the rule (RDATE); of an all-day series 00:00 UTC "
        "of the dates.",
    )
    excepted_starts: list[datetime] = strawberry.field(
        default_factory=list,
        description="Starts of occurrences that are left out (EXDATE); of an all-day series 00:00 "
        "UTC of the dates.",
    )

    def of_domain(self) -> Recurrence:
        """The recurrence as the domain takes it."""
        extra = [validation.instant(start, "extraStarts") for start in self.extra_starts]
        excepted = [validation.instant(start, "exceptedStarts") for start in self.excepted_starts]
        return Recurrence(
            rule=self.rule,
            rdates=tuple(ExtraDate(start.astimezone(UTC)) for start in extra),
            exdates=frozenset(start.astimezone(UTC) for start in excepted),
        )


@strawberry.input
class EventFields:
    """What an event says, but whom it concerns."""

    title: str = strawberry.field(description="Title, on one line, up to 1,000 characters.")
    starts_at: datetime | None = strawberry.field(default=UNSET, description="When it begins.")
    ends_at: datetime | None = strawberry.field(default=UNSET, description="When it ends.")
    start_date: date | None = strawberry.field(
        default=UNSET, description="First date of an all-day event."
    )
    end_date: date | None = strawberry.field(
        default=UNSET, description="The date after the last one of an all-day event."
    )
    time_zone: str | None = strawberry.field(
        default=UNSET, description="The zone in which it is planned, if not the calendar's."
    )
    description: str = strawberry.field(
        default="", description="Description, up to 100,000 characters."
    )
    location: str = strawberry.field(default="", description="Where it takes place.")
    url: str = strawberry.field(default="", description="Address of its page, http or https.")
    categories: list[str] = strawberry.field(
        default_factory=list, description="Names of its categories, up to 20."
    )
    status: EventStatus = strawberry.field(
        default=EventStatus.CONFIRMED, description="Whether it is sure, tentative or cancelled."
    )
    transparent: bool = strawberry.field(
        default=False, description="Whether it leaves the person free."
    )
    recurrence: RecurrenceInput | None = strawberry.field(
        default=None,
        description="Makes it a series that is expanded in its zone: each occurrence is as long on "
        "the clock as the first.",
    )


@strawberry.input(
    description="A new event: either startsAt and endsAt, or for an all-day event startDate and "
    "endDate."
)
class CreateEventInput(EventFields):
    """A new event."""

    calendar_id: strawberry.ID = strawberry.field(description="In which calendar.")
    assignee_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The users whom it concerns."
    )


@strawberry.input(
    description="Changes of an event; what is left out stays as it is, also one of its two times. "
    "What becomes all-day, or gets times, needs both. A series that was imported with a length in "
    "hours (DURATION) keeps it exactly when clocks change, until its start or end is changed: from "
    "then on each occurrence is as long on the clock as the first."
)
class UpdateEventInput:
    """Changes of an event; what is left out stays as it is."""

    id: strawberry.ID = strawberry.field(description="Which event.")
    title: str | None = strawberry.field(default=UNSET, description="New title.")
    starts_at: datetime | None = strawberry.field(default=UNSET, description="New start.")
    ends_at: datetime | None = strawberry.field(default=UNSET, description="New end.")
    start_date: date | None = strawberry.field(default=UNSET, description="New first date.")
    end_date: date | None = strawberry.field(
        default=UNSET, description="New date after the last one."
    )
    time_zone: str | None = strawberry.field(
        default=UNSET, description="New zone; null is the calendar's."
    )
    description: str | None = strawberry.field(default=UNSET, description="New description.")
    location: str | None = strawberry.field(default=UNSET, description="New location.")
    url: str | None = strawberry.field(default=UNSET, description="New address of its page.")
    categories: list[str] | None = strawberry.field(default=UNSET, description="New categories.")
    status: EventStatus | None = strawberry.field(default=UNSET, description="New status.")
    transparent: bool | None = strawberry.field(
        default=UNSET, description="Whether it leaves the person free."
    )
    assignee_ids: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="The users whom it concerns from now on."
    )
    recurrence: RecurrenceInput | None = strawberry.field(
        default=UNSET,
        description="What makes it a series from now on; null makes it a single event. Changed "
        "occurrences that the series then has no more are dropped.",
    )
    occurrence: datetime | None = strawberry.field(
        default=UNSET,
        description="With the id of a series: only the occurrence that it starts then is changed; "
        "of an all-day series 00:00 UTC of the date.",
    )


@strawberry.input(description="Which event is removed.")
class DeleteEventInput:
    """Which event is removed."""

    id: strawberry.ID = strawberry.field(
        description="Which event: a single one, a series with all its occurrences, or one "
        "occurrence, which is left out of its series."
    )
    occurrence: datetime | None = strawberry.field(
        default=UNSET,
        description="With the id of a series: only the occurrence that it starts then; of an "
        "all-day series 00:00 UTC of the date.",
    )
    restore: bool = strawberry.field(
        default=False,
        description="Of one occurrence only the changes are removed: it is again as its series "
        "says.",
    )


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
            fields=_assigned(new_event(input)),
        )
        return CreateEventPayload(event=Event.of(event, CalendarRole.WRITER, info.context.keys))

    @strawberry.mutation(description="Changes an event. For writers and owners of its calendar.")
    @answers_user_errors(UpdateEventPayload)
    async def update_event(
        self,
        info: Info,
        input: Annotated[UpdateEventInput, strawberry.argument(description="The changes.")],
    ) -> UpdateEventPayload:
        """What is left out stays."""
        user, now = info.context.require_viewer().user, info.context.now
        key, original_start = _named(input.id, input.occurrence)
        columns = _assigned(_columns(input))
        if original_start is None:
            event = await planning.update_event(user, now, event_id=key, fields=columns)
        else:
            event = await overriding.update_occurrence(
                user, now, event_id=key, original_start=original_start, fields=columns
            )
        return UpdateEventPayload(event=Event.of(event, CalendarRole.WRITER, info.context.keys))

    @strawberry.mutation(description="Removes an event. For writers and owners of its calendar.")
    @answers_user_errors(DeleteEventPayload)
    async def delete_event(
        self,
        info: Info,
        input: Annotated[DeleteEventInput, strawberry.argument(description="Which event.")],
    ) -> DeleteEventPayload:
        """It is gone from every feed with the next fetch."""
        user, now = info.context.require_viewer().user, info.context.now
        key, original_start = _named(input.id, input.occurrence)
        if original_start is None:
            if input.restore:
                raise InvalidInput("Say which occurrence is restored.", ("occurrence",))
            await planning.delete_event(user, now, event_id=key)
            return DeleteEventPayload(deleted_id=input.id)
        remove = overriding.restore_occurrence if input.restore else overriding.delete_occurrence
        series = await remove(user, now, event_id=key, original_start=original_start)
        return DeleteEventPayload(event=Event.of(series, CalendarRole.WRITER, info.context.keys))


def _named(id: strawberry.ID, occurrence: datetime | None) -> tuple[UUID, datetime | None]:
    """The event that is meant, and of a series one occurrence, by the start that it gives it."""
    by_id = decode_occurrence(id)
    if occurrence is UNSET or occurrence is None:
        return by_id or (key_of(id, "Event"), None)
    if by_id is not None:
        raise InvalidInput("The id says already which occurrence.", ("occurrence",))
    return key_of(id, "Event"), validation.instant(occurrence, "occurrence").astimezone(UTC)


def new_event(input: EventFields) -> dict[str, Any]:
    """The columns of an event that is said as a whole."""
    return _columns(input, omissible=_INSTANTS | _DATES)


def _assigned(columns: dict[str, Any]) -> dict[str, Any]:
    """The columns with the keys of whom the event concerns, in the place of ids."""
    if "assignee_ids" in columns:
        columns["assignee_ids"] = keys_of(columns["assignee_ids"], "User", "assigneeIds")
    return columns


def _columns(
    input: EventFields | UpdateEventInput, *, omissible: Collection[str] = ()
) -> dict[str, Any]:
    """The columns of Event that the input gives; times as instants, dates as 00:00 UTC."""
    columns = given(input, without={"id", "calendar_id", "occurrence"}, omissible=omissible)
    if columns.keys() & _INSTANTS and columns.keys() & _DATES:
        raise InvalidInput(
            "Give startsAt and endsAt, or for an all-day event startDate and endDate.",
            ("startsAt",),
        )
    if columns.keys() & (_INSTANTS | _DATES):
        columns["all_day"] = not columns.keys() & _INSTANTS
    if "start_date" in columns:
        columns["starts_at"] = validation.day(columns.pop("start_date"), "startDate")
    if "end_date" in columns:
        columns["ends_at"] = validation.day(columns.pop("end_date"), "endDate")
    if columns.get("recurrence") is not None:
        columns["recurrence"] = columns["recurrence"].of_domain()
    return columns
