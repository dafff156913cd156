"""Calendars in the schema, and what they hold."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final, Self
from uuid import UUID

import strawberry

from api.errors import NotFound
from api.models import calendar as models
from api.models.access import CalendarRole
from api.models.agenda import place_of
from api.models.agenda_rows import SeenCalendar
from api.models.calendar import Member as MemberRow
from api.models.contents import sees_members
from api.models.entry import Event as EventRow
from api.models.entry import Task as TaskRow
from api.models.paging import Page
from api.models.roles import NO_CALENDAR
from api.models.user import User as UserRow
from api.schema.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    Paging,
    connection_of,
)
from api.schema.context import Info
from api.schema.cursors import Order
from api.schema.ids import encode_id
from api.schema.ranges import From, To, range_of
from api.schema.types import feed as feeds
from api.schema.types.event import Event, may_read
from api.schema.types.member import CalendarMember
from api.schema.types.node import Node
from api.schema.types.task import Task

if TYPE_CHECKING:
    from api.schema.types.feed import CalendarFeed

_EVENTS: Final = Order(
    "Calendar.events", [(EventRow, "starts_at"), (EventRow, "id"), (EventRow, "original_start")]
)
_TASKS: Final = Order("Calendar.tasks", [(TaskRow, "due_at"), (TaskRow, "id")])
_MEMBERS: Final = Order("Calendar.members", [(UserRow, "name"), (MemberRow, "id")])

Completed = Annotated[
    bool | None,
    strawberry.argument(description="Only tasks that are done (true) or open (false)."),
]


@strawberry.type(description="A calendar that the viewer may see, or manages as an admin.")
class Calendar(Node):
    """A calendar that the viewer may see, or manages as an admin."""

    row: strawberry.Private[models.Calendar]
    name: str = strawberry.field(description="The calendar's name.")
    color: str = strawberry.field(description="Its colour as #rrggbb.")
    time_zone: str = strawberry.field(description="Its time zone, a name of the IANA database.")
    revision: int = strawberry.field(
        description="Rises with every write of the calendar or of what it holds."
    )
    viewer_role: CalendarRole | None = strawberry.field(
        description="What the viewer may do with it; null for an admin who only manages it. "
        "An API token reads: READER."
    )
    everyone_role: CalendarRole | None = strawberry.field(
        description="The role of each active user of the organization, if there is one."
    )
    external_id: str | None = strawberry.field(
        description="The host application's own id of it; what has one is changed there only."
    )
    created_at: datetime = strawberry.field(description="When it was made.")

    @strawberry.field(
        description="What takes place in the range, by start: single events, and the occurrences "
        "of series in place of the series themselves. An event is in it if it begins in it, or was "
        "still running when it began. Whoever sees times only gets the events that take time, and "
        "of them the times; an admin who only manages the calendar gets none."
    )
    async def events(
        self,
        info: Info,
        from_: From = None,
        to: To = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        """One load for all calendars of a list."""
        window = range_of(info.context, from_, to)
        role, loaders, keys = self.viewer_role, info.context.calendars, info.context.keys
        times_only = role is not None and not may_read(role)
        order = replace(_EVENTS, keys=keys) if times_only else _EVENTS
        page = Paging(first, after, last, before).of(order)
        if role is None:
            return _nothing(order)
        seen = SeenCalendar(self.row.id, self.time_zone, times_only=times_only)
        return connection_of(
            await loaders.events.load((seen, (window, page))),
            order,
            page,
            lambda event: Event.of(event, role, keys),
            partial(loaders.event_counts.load, (seen, window)),
            place_of,
        )

    @strawberry.field(
        description="The tasks that are due in the range, by their due time. None for whoever sees "
        "times only: a task takes no time."
    )
    async def tasks(
        self,
        info: Info,
        from_: From = None,
        to: To = None,
        completed: Completed = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Task]:
        """One load for all calendars of a list."""
        window = range_of(info.context, from_, to)
        page = Paging(first, after, last, before).of(_TASKS)
        if self.viewer_role is None or not may_read(self.viewer_role):
            return _nothing(_TASKS)
        loaders = info.context.calendars
        return connection_of(
            await loaders.tasks.load((self.row.id, (window, completed, page))),
            _TASKS,
            page,
            Task.of,
            partial(loaders.task_counts.load, (self.row.id, (window, completed))),
        )

    @strawberry.field(
        description="Its members by name, without those whom `everyoneRole` lets in. None for "
        "whoever sees times only."
    )
    async def members(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CalendarMember]:
        """One load for all calendars of a list."""
        page = Paging(first, after, last, before).of(_MEMBERS)
        viewer = info.context.viewer
        if not sees_members(viewer.user if viewer else None, self.viewer_role):
            return _nothing(_MEMBERS)
        loaders = info.context.calendars
        return connection_of(
            await loaders.members.load((self.row.id, page)),
            _MEMBERS,
            page,
            CalendarMember.of,
            partial(loaders.member_counts.load, self.row.id),
            lambda member: (member.user.name, member.id),
        )

    @strawberry.field(
        description="The viewer's own feed of this calendar, which everyone has who may see it; "
        "null for an admin who only manages it, and for the host application."
    )
    async def feed(
        self, info: Info
    ) -> Annotated["CalendarFeed", strawberry.lazy("api.schema.types.feed")] | None:
        """One load for all calendars of a list."""
        feed = await info.context.calendars.feeds.load(self.row.id)
        return feeds.CalendarFeed.of(feed, info) if feed else None

    @classmethod
    async def load(cls, key: UUID, info: Info) -> Self:
        """The calendar of what is shown; NotFound when that ended at the same moment."""
        calendar = await info.context.reachable_calendars.load(key)
        if calendar is None:
            raise NotFound(NO_CALENDAR)
        return cls.of(calendar, calendar.viewer_role)

    @classmethod
    def of(cls, calendar: models.Calendar, viewer_role: str | None) -> Self:
        """The calendar as somebody with this role in it, or none, sees it."""
        return cls(
            row=calendar,
            id=encode_id("Calendar", calendar.id),
            name=calendar.name,
            color=calendar.color,
            time_zone=calendar.time_zone,
            revision=calendar.revision,
            viewer_role=CalendarRole(viewer_role) if viewer_role else None,
            everyone_role=calendar.everyone_role,
            external_id=calendar.external_id,
            created_at=calendar.created_at,
        )


async def _no_count() -> int:
    return 0


def _nothing(order: Order) -> Connection[Any]:
    """What a list is for somebody who sees nothing of it."""
    return connection_of([], order, Page(0), id, _no_count)
