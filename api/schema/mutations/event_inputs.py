"""Events as they are sent: the inputs, and what columns they give."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

import strawberry
from strawberry import UNSET

from api.errors import InvalidInput
from api.ical.facts import EventStatus
from api.ical.recurrence import ExtraDate
from api.models import validation
from api.models.series import Recurrence
from api.schema.mutations.fields import given

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
        default=False,
        description="Whether people are free while it lasts (iCalendar: TRANSPARENT).",
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

    id: strawberry.ID = strawberry.field(
        description="Id of the event: a single one, a series, or one occurrence of a series."
    )
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
        default=UNSET,
        description="Whether people are free while it lasts (iCalendar: TRANSPARENT).",
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


def new_event(input: EventFields) -> dict[str, Any]:
    """The columns of an event that is said as a whole."""
    return _columns(input, omissible=_INSTANTS | _DATES)


def changed_event(input: UpdateEventInput) -> dict[str, Any]:
    """The columns that are to change."""
    return _columns(input)


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
