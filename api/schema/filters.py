"""What lists of calendars and feeds can be narrowed to, and ordered by.

A filter chooses among what the viewer sees or manages, so that it tells nothing of what they do
neither.
"""

from enum import Enum
from typing import Final

import strawberry
from tortoise.queryset import QuerySet

from api.feeds.operations.listing import feeds_over
from api.models.access import CalendarRole
from api.models.calendar import Calendar
from api.models.feed import Feed, FeedKind
from api.models.roles import managed_calendars, unmanaged_calendars
from api.models.searching import matching
from api.schema.context import Context
from api.schema.cursors import Order
from api.schema.ids import key_of


@strawberry.input(description="Which calendars; what is left out does not matter.")
class CalendarFilter:
    """Which calendars."""

    search: str | None = strawberry.field(
        default=None, description="Part of the name, in any case; at most 200 characters."
    )
    role: CalendarRole | None = strawberry.field(
        default=None, description="The viewer's role, at least this one."
    )
    managed: bool | None = strawberry.field(
        default=None,
        description="Calendars that the viewer may manage (true): those that they own, for an "
        "admin all of the organization, also those that they do not see. Or those that they see "
        "and may not manage (false). The host application manages by its own ids: none here.",
    )


@strawberry.enum(description="In which order calendars come.")
class CalendarOrder(Enum):
    """In which order calendars come."""

    NAME = strawberry.enum_value("NAME", description="By name.")
    NEWEST = strawberry.enum_value("NEWEST", description="The one that was made last first.")


@strawberry.input(description="Which feeds; what is left out does not matter.")
class CalendarFeedFilter:
    """Which feeds."""

    kind: FeedKind | None = strawberry.field(default=None, description="Over what they go.")
    calendar_id: strawberry.ID | None = strawberry.field(
        default=None, description="A calendar that they show."
    )
    user_id: strawberry.ID | None = strawberry.field(
        default=None, description="Whose; of `calendarFeeds` nobody's but the viewer's."
    )


CALENDAR_ORDERS: Final = {
    CalendarOrder.NAME: Order("calendars", [(Calendar, "name"), (Calendar, "id")]),
    CalendarOrder.NEWEST: Order(
        "calendars by age", [(Calendar, "created_at"), (Calendar, "id")], descending=True
    ),
}


def chosen_calendars(context: Context, filter: CalendarFilter | None) -> QuerySet[Calendar]:
    """The calendars that whoever asks sees or manages, and that the filter chooses."""
    filter = filter or CalendarFilter()
    seen = _calendars(context, filter.managed)
    if filter.search is not None:
        seen = matching(seen, filter.search, "name")
    if filter.role is not None:
        roles = [role.value for role in CalendarRole if role.includes(filter.role)]
        seen = seen.filter(viewer_role__in=roles)
    return seen


def _calendars(context: Context, managed: bool | None) -> QuerySet[Calendar]:
    if managed is None:
        return context.seen(Calendar)
    if context.host is not None:
        seen = context.seen(Calendar)
        return seen.filter(id__in=[]) if managed else seen
    user = context.require_viewer().user
    return managed_calendars(user) if managed else unmanaged_calendars(user)


def chosen_feeds(feeds: QuerySet[Feed], filter: CalendarFeedFilter | None) -> QuerySet[Feed]:
    """Those of the feeds that the filter chooses."""
    if filter is None:
        return feeds
    if filter.kind is not None:
        feeds = feeds.filter(kind=filter.kind)
    if filter.calendar_id is not None:
        feeds = feeds_over(feeds, key_of(filter.calendar_id, "Calendar"))
    if filter.user_id is not None:
        feeds = feeds.filter(user_id=key_of(filter.user_id, "User"))
    return feeds
