"""Events in the schema.

Whoever sees a calendar's times only gets null for every other field of an event, and no event that
leaves the person free.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from api.ical.facts import EventStatus
from api.models import entry as models
from api.models.access import CalendarRole
from api.models.assignees import concerning_id
from api.models.fields import key
from api.schema.context import Info
from api.schema.ids import encode_id, encode_occurrence, sealed_id
from api.schema.types import calendar as calendars
from api.schema.types.node import Node
from api.schema.types.recurrence import Recurrence
from api.schema.types.user import User
from api.tokens import KeyRing

if TYPE_CHECKING:
    from api.schema.types.calendar import Calendar


def may_read(role: str) -> bool:
    """Whether this role shows more than times."""
    return CalendarRole(role).sees_details


@strawberry.type(
    description="An event of a calendar, a series, or one occurrence of a series. Whoever sees "
    "times only gets null for what says more."
)
class Event(Node):
    """An event of a calendar, a series, or one occurrence of a series, changed or not."""

    # What says whom it concerns; None for whoever sees times only.
    concerning: strawberry.Private[UUID | None]
    calendar_key: strawberry.Private[UUID]
    calendar_id: strawberry.ID = strawberry.field(description="Id of its calendar.")
    starts_at: datetime = strawberry.field(
        description="When it begins; of an all-day event 00:00 UTC of its first date."
    )
    ends_at: datetime = strawberry.field(
        description="When it ends; of an all-day event 00:00 UTC of the date after its last."
    )
    all_day: bool = strawberry.field(description="Whether its times are dates.")
    start_date: date | None = strawberry.field(description="First date of an all-day event.")
    end_date: date | None = strawberry.field(
        description="The date after the last one of an all-day event."
    )
    transparent: bool | None = strawberry.field(
        description="Whether people are free while it lasts (iCalendar: TRANSPARENT)."
    )
    status: EventStatus | None = strawberry.field(
        description="Whether it is sure, tentative or cancelled."
    )
    title: str | None = strawberry.field(description="Title, on one line.")
    description: str | None = strawberry.field(description="Description, of several lines.")
    location: str | None = strawberry.field(description="Where it takes place.")
    url: str | None = strawberry.field(description="Address of its page in the host application.")
    categories: list[str] | None = strawberry.field(description="Names of its categories.")
    time_zone: str | None = strawberry.field(
        description="The zone in which it was planned; null is the calendar's."
    )
    recurrence: Recurrence | None = strawberry.field(
        description="What makes it a series; null of a single event and of an occurrence."
    )
    series_id: strawberry.ID | None = strawberry.field(
        description="Of an occurrence: the id of its series."
    )
    original_start: datetime | None = strawberry.field(
        description="Of an occurrence: when its series starts it, wherever it was moved."
    )
    external_id: str | None = strawberry.field(
        description="The host application's own id of it, or of its series; what has one is "
        "changed there only."
    )
    sequence: int = strawberry.field(description="How often it was changed.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")

    @strawberry.field(description="Its calendar.")
    async def calendar(
        self, info: Info
    ) -> Annotated["Calendar", strawberry.lazy("api.schema.types.calendar")]:
        """One load for all events of a list."""
        return await calendars.Calendar.load(self.calendar_key, info)

    @strawberry.field(
        description="The users whom it concerns, by name; an occurrence concerns those whom its "
        "series does."
    )
    async def assignees(self, info: Info) -> list[User] | None:
        """One load for all events of a list."""
        if self.concerning is None:
            return None
        users = await info.context.calendars.event_assignees.load(self.concerning)
        return [User.of(user) for user in users]

    @classmethod
    def of(cls, event: models.Event, role: str, keys: KeyRing) -> Self:
        """The event as somebody with this role in its calendar sees it."""
        readable = may_read(role)
        id_ = _id_of(event)
        return cls(
            id=id_ if readable else sealed_id(id_, keys),
            concerning=concerning_id(event) if readable else None,
            calendar_key=key(event.calendar_id),
            calendar_id=encode_id("Calendar", event.calendar_id),
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            all_day=event.all_day,
            start_date=event.starts_at.date() if event.all_day else None,
            end_date=event.ends_at.date() if event.all_day else None,
            transparent=event.transparent if readable else None,
            status=event.status if readable else None,
            title=event.title if readable else None,
            description=event.description if readable else None,
            location=event.location if readable else None,
            url=event.url if readable else None,
            categories=event.categories if readable else None,
            time_zone=event.time_zone if readable else None,
            recurrence=Recurrence.of(event) if readable and event.rrule is not None else None,
            series_id=encode_id("Event", event.series_id) if readable and event.series_id else None,
            original_start=event.original_start if readable else None,
            external_id=event.external_id if readable else None,
            sequence=event.sequence,
            updated_at=event.updated_at,
        )


def _id_of(event: models.Event) -> strawberry.ID:
    if event.series_id is None:
        return encode_id("Event", event.id)
    return encode_occurrence(models.OccurrenceKey(event.series_id, event.original_start))
